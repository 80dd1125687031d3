/** Structured logs, one JSON line each. No key, token, prompt or image may get into one. */
import { type DestinationStream, type Logger, pino } from 'pino'
import type { LogLevel } from '../settings/settings.ts'
import { createLogSink } from './log-sink.ts'

export type Log = Logger

/** Whatever object carries them, at the top or one level down. */
const SECRET_FIELDS = [
  'apiKey',
  'authorization',
  'Authorization',
  'token',
  'secret',
  'password',
  'prompt',
  'body',
  'url',
  'headers',
]

/** @param destination standard output unless given */
export function createLog(level: LogLevel, destination: DestinationStream = createLogSink()): Log {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]),
      censor: '[redacted]',
    },
    serializers: { error: describeError },
  }
  return pino(options, destination)
}

/**
 * Name, message, code and stack of an error and of what caused it: nothing else that hangs on it, since database
 * errors carry the row's values (`detail`, `parameters`) and network errors the request.
 */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) }
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
  const cause = error.cause === undefined ? {} : { cause: describeError(error.cause) }
  return { name: error.name, message: error.message, stack: error.stack, ...code, ...cause }
}

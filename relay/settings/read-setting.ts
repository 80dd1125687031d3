/** Reads single settings from the environment: what each of them means is the business of its reader. */
import { readFileSync } from 'node:fs'

export type Environment = Readonly<Record<string, string | undefined>>

/** A value that can't be used; its message is the one line to print. */
export class SettingError extends Error {}

/** An empty value counts as absent: compose files and shells leave such behind. */
export function read(env: Environment, name: string): string | undefined {
  const value = env[name]
  return value === undefined || value === '' ? undefined : value
}

export function readSecret(env: Environment, name: string): string | undefined {
  const value = read(env, name)
  const path = read(env, `${name}_FILE`)
  if (path === undefined) return value
  if (value !== undefined) throw new SettingError(`Set ${name} or ${name}_FILE, not both.`)
  let content: string
  try {
    content = readFileSync(path, 'utf8').trim()
  } catch (cause) {
    throw new SettingError(`${name}_FILE names a file that can not be read.`, { cause })
  }
  if (content === '') throw new SettingError(`${name}_FILE names a file that is empty.`)
  return content
}

export function readInteger<T extends number | null>(
  env: Environment,
  name: string,
  fallback: T,
  min: number,
  max: number,
): number | T {
  const text = read(env, name)
  if (text === undefined) return fallback
  const value = Number(text)
  if (!/^\d{1,10}$/.test(text) || value < min || value > max) {
    throw new SettingError(`${name} must be a whole number from ${min} to ${max}.`)
  }
  return value
}

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]']

/** An address that may be used: https anywhere, http for this computer alone. Null for anything else. */
export function parseSafeUrl(text: string): { url: URL; isLoopback: boolean } | null {
  const url = parseUrl(text)
  if (url === null) return null
  const isLoopback = LOOPBACK_NAMES.includes(url.hostname)
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback) ? { url, isLoopback } : null
}

/** Scheme, host and port, and nothing else. */
export function isBareUrl(url: URL): boolean {
  return url.pathname === '/' && !hasMoreThanPath(url)
}

export function hasMoreThanPath(url: URL): boolean {
  return url.search + url.hash + url.username + url.password !== ''
}

export function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null
}

/**
 * `node relay.mjs` serves; `token …` and `person …` manage who may come in, `generation …`, `pause` and
 * `resume` what is worked on, `backup TO` copies the database.
 */
import './refuse-old-node.ts'

import { constants } from 'node:os'
import { runBackupCommand } from './backup-command.ts'
import { createLog } from './log.ts'
import { createLogSink } from './log-sink.ts'
import { runPersonCommand } from './person-command.ts'
import { runReportCommand } from './report-command.ts'
import { readSettings, SettingError } from './settings.ts'
import { startRelay } from './start.ts'
import { runTeamCommand } from './team-command.ts'
import { runTokenCommand } from './token-command.ts'
import { runWorkCommand } from './work-command.ts'

/** Below the 30 seconds after which it would be killed. */
const STOP_PATIENCE_MS = 27_000

const [command, ...rest] = process.argv.slice(2)

try {
  if (command === 'token') process.exitCode = await runTokenCommand(rest, process.env, console)
  else if (command === 'person') process.exitCode = await runPersonCommand(rest, process.env, console)
  else if (command === 'generation' || command === 'pause' || command === 'resume')
    process.exitCode = await runWorkCommand([command, ...rest], process.env, console)
  else if (command === 'backup') process.exitCode = runBackupCommand(rest, process.env, console)
  else if (command === 'team') process.exitCode = await runTeamCommand(rest, process.env, console)
  else if (command === 'report') process.exitCode = await runReportCommand(rest, process.env, console)
  else if (command === undefined) await serveUntilStopped()
  else
    throw new SettingError(
      `There is no command "${command}". Use none to serve, or token, person, team, report, generation, pause, resume or backup.`,
    )
} catch (error) {
  if (!(error instanceof SettingError)) throw error
  console.error(error.message)
  process.exitCode = 1
}

async function serveUntilStopped(): Promise<void> {
  const settings = readSettings(process.env)
  const sink = createLogSink()
  const log = createLog(settings.logLevel, sink)
  const endWith = (code: number) => void sink.settle().then(() => process.exit(code))
  const relay = await startRelay(settings, log)
  const { urls, metricsUrls } = relay
  log.info({ urls, metricsUrls, store: settings.store.kind }, 'listening')
  let isStopping = false
  const stop = async (signal: NodeJS.Signals) => {
    if (isStopping) {
      log.warn({ signal }, 'stopped at once; what was under way is taken up by the next start')
      endWith(128 + constants.signals[signal])
      return
    }
    isStopping = true
    log.info({ signal }, 'stopping')
    // A database that does not answer must not keep it alive until it is killed.
    setTimeout(() => {
      log.warn('stopped before all was given back; the next start, or another relay, takes it up')
      endWith(1)
    }, STOP_PATIENCE_MS).unref()
    await relay.stop()
    log.info('stopped')
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

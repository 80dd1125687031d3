/**
 * `node relay.mjs` serves; `token …` and `person …` manage who may come in, `generation …`, `pause` and
 * `resume` what is worked on, `admin link` opens the admin's page, `backup TO` copies the
 * database, `blobs move` moves its images to `BLOB_URL`.
 */
import './settings/refuse-old-node.ts'
import './hold-tick.ts'

import { constants } from 'node:os'
import { adminCommand } from './commands/admin.ts'
import { BACKUP_USAGE, runBackupCommand } from './commands/backup.ts'
import { blobsCommand } from './commands/blobs.ts'
import { personCommand } from './commands/person.ts'
import { reportCommand } from './commands/report.ts'
import { asksForHelp, type Command, runCommand } from './commands/run-command.ts'
import { teamCommand } from './commands/team.ts'
import { tokenCommand } from './commands/token.ts'
import { WORK_COMMANDS } from './commands/work.ts'
import { createLog } from './observe/log.ts'
import { createLogSink } from './observe/log-sink.ts'
import { readSettings, SettingError } from './settings/settings.ts'
import { startRelay } from './start.ts'

/** Below the 30 seconds after which it would be killed. */
const STOP_PATIENCE_MS = 27_000
/** For those who have just asked and are told no. */
const LAST_ANSWERS_MS = 500

const [command, ...rest] = process.argv.slice(2)

const COMMANDS = new Map<string, Command>(
  Object.entries({
    token: tokenCommand,
    person: personCommand,
    team: teamCommand,
    report: reportCommand,
    admin: adminCommand,
    blobs: blobsCommand,
    ...WORK_COMMANDS,
  }),
)

try {
  const known = command === undefined ? undefined : COMMANDS.get(command)
  if (command === undefined) await serveUntilStopped()
  else if (asksForHelp([command])) console.log(describeCommands())
  else if (command === 'backup') process.exitCode = await runBackupCommand(rest, process.env, console)
  else if (known !== undefined) process.exitCode = await runCommand(known, rest, process.env, console)
  else {
    const names = [...COMMANDS.keys(), 'backup'].join(', ')
    throw new SettingError(
      `There is no command "${command}". Use none to serve, or one of ${names}; --help tells more.`,
    )
  }
} catch (error) {
  if (!(error instanceof SettingError)) throw error
  console.error(error.message)
  process.exitCode = 1
}

function describeCommands(): string {
  const usages = [...[...COMMANDS.values()].map(({ usage }) => usage), BACKUP_USAGE]
  return ['Without a command the relay serves. The commands:', ...usages.map(withoutTitle)].join('\n')
}

function withoutTitle(usage: string): string {
  return usage.replace('usage:\n', '')
}

async function serveUntilStopped(): Promise<void> {
  const settings = readSettings(process.env)
  const sink = createLogSink()
  const log = createLog(settings.logLevel, sink)
  const endWith = (code: number) => void sink.settle().then(() => process.exit(code))
  const starting = startRelay(settings, log)
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
    // A start that fails says why below, and there is nothing to stop.
    const relay = await starting.catch(() => null)
    await relay?.stop()
    log.info('stopped')
  }
  // From the first request on it is ended in order, so before it says that it listens.
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  const { urls, metricsUrls, failed } = await starting
  // What may come back by itself is waited for; this does not, and whatever watches the relay starts it anew.
  void failed.then((error) => {
    log.fatal({ error }, 'ended: nothing that is written now would be certain to last')
    setTimeout(endWith, LAST_ANSWERS_MS, 1)
  })
  log.info({ urls, metricsUrls, store: settings.store.kind }, 'listening')
}

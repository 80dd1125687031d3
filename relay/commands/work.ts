/** `generation list | cancel | fetch`, `pause`, `resume`: what the relays of a database work on, from outside. */

import {
  describeCancelled,
  describeFetched,
  describePause,
  describeResume,
  type Told,
} from '../operate/describe-order.ts'
import { COMMANDS, note } from '../store/audit.ts'
import { cancelGeneration } from '../store/generations/cancel.ts'
import { fetchAgain } from '../store/generations/fetch-again.ts'
import { listWork } from '../store/generations/list-work.ts'
import { pausePaying, readPausedAt, resumePaying } from '../store/work/pause.ts'
import { type Command, missAction, type Output, printTable, type Run, withWords } from './run-command.ts'

const generation: Command = {
  usage: `usage:
  generation list
  generation cancel ID
  generation fetch ID`,
  read([action, ...args]) {
    switch (action) {
      case 'list':
        return withWords(args, [], () => list)
      case 'cancel':
        return withWords(args, ['ID'], cancel)
      case 'fetch':
        return withWords(args, ['ID'], fetch)
      default:
        return missAction('generation', action)
    }
  },
}

/** One that takes no words. */
const alone = (name: string, run: Run): Command => ({
  usage: `usage:\n  ${name}`,
  read: (args) => withWords(args, [], () => run),
})

const pause: Run = async ({ database, output, now }) => {
  const isNew = await pausePaying(database, now, note(COMMANDS, now, 'pause'))
  output.log(describePause(isNew))
  return 0
}

const resume: Run = async ({ database, output, now }) => {
  output.log(describeResume(await resumePaying(database, note(COMMANDS, now, 'resume'))))
  return 0
}

const list: Run = async ({ database, output }) => {
  const work = await listWork(database)
  printTable(output, [
    ['ID', 'STATE', 'PLACE', 'ACCEPTED', 'CREDITS', 'PERSON'],
    ...work.map((each) => [
      each.id,
      each.isDelayed ? `${each.state}, delayed` : each.state,
      each.hasPlace ? 'yes' : 'no',
      new Date(each.acceptedAt).toISOString().slice(0, 19),
      String(each.credits),
      each.person,
    ]),
  ])
  const pausedAt = await readPausedAt(database.query)
  if (pausedAt !== null) output.error(`paused since ${new Date(pausedAt).toISOString().slice(0, 19)}`)
  return 0
}

function cancel([id = '']: string[]): Run {
  return async ({ database, output, now }) =>
    tell(
      output,
      describeCancelled(
        id,
        await cancelGeneration(database, id, now, note(COMMANDS, now, 'generation cancel', id)),
      ),
    )
}

function fetch([id = '']: string[]): Run {
  return async ({ database, output, now }) => {
    const noted = note(COMMANDS, now, 'generation fetch', id)
    return tell(output, describeFetched(id, (await fetchAgain(database, null, id, now, noted)).kind))
  }
}

function tell(output: Output, { says, isDone }: Told): number {
  output[isDone ? 'log' : 'error'](says)
  return isDone ? 0 : 1
}

export const WORK_COMMANDS = { generation, pause: alone('pause', pause), resume: alone('resume', resume) }

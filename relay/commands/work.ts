/** `generation list | cancel | fetch`, `pause`, `resume`: what the relays of a database work on, from outside. */

import { COMMANDS, note } from '../store/audit.ts'
import { cancelGeneration } from '../store/cancel.ts'
import { fetchAgain } from '../store/fetch-again.ts'
import { listWork } from '../store/list-work.ts'
import { pausePaying, readPausedAt, resumePaying } from '../store/pause.ts'
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
  output.log(
    isNew ? 'paused: nothing more is paid until "resume"; what was sent runs on' : 'was paused before',
  )
  return 0
}

const resume: Run = async ({ database, output, now }) => {
  output.log((await resumePaying(database, note(COMMANDS, now, 'resume'))) ? 'resumed' : 'was not paused')
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
  return async ({ database, output, now }) => {
    switch (await cancelGeneration(database, id, now, note(COMMANDS, now, 'generation cancel', id))) {
      case 'cancelled':
        output.log(`cancelled ${id}; nothing was charged`)
        return 0
      case 'sent':
        output.error(`${id} has been sent or has ended. Rivya can cancel nothing.`)
        return 1
      case 'not-found':
        return missGeneration(output, id)
    }
  }
}

function fetch([id = '']: string[]): Run {
  return async ({ database, output, now }) => {
    switch ((await fetchAgain(database, null, id, now, note(COMMANDS, now, 'generation fetch', id))).kind) {
      case 'begun':
        output.log(`fetching ${id} again; this costs nothing`)
        return 0
      case 'not-needed':
        output.log(`${id} is under way or has its images`)
        return 0
      case 'nothing-there':
        output.error(`${id} was never made at Rivya, or Rivya itself has ended it.`)
        return 1
      case 'not-found':
        return missGeneration(output, id)
    }
  }
}

function missGeneration(output: Output, id: string): number {
  output.error(`There is no generation ${JSON.stringify(id)}. "generation list" shows what runs and waits.`)
  return 1
}

export const WORK_COMMANDS = { generation, pause: alone('pause', pause), resume: alone('resume', resume) }

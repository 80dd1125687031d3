/** Runs the sandbox as it is built now in the strict stand-in for Figma, and talks to it as the panel does. */
import { readFile } from 'node:fs/promises'
import { createCanvas } from '@napi-rs/canvas'
import { build } from 'esbuild'
import * as v from 'valibot'
import { finishSandbox, sandbox } from '../../../build-sandbox.ts'
import type { Failure } from '../../../contract/failures.ts'
import type { Question, ReplyTo, ToPanel, ToSandbox } from '../../../contract/messages.ts'
import { toPanel } from '../../../contract/messages.ts'
import type { Environment, Host, HostOptions } from '../../../playground/host/host.ts'
import { createNodeHost } from '../../../playground/node-host.ts'
import { makeShop } from './shop.ts'

/** The text of `dist/code.js`, made from the sources without touching `dist/`. */
async function buildSandbox(): Promise<string> {
  return finishSandbox(await build(sandbox.options))
}

export const code = await buildSandbox()
const manifest = JSON.parse(await readFile('manifest.json', 'utf8'))

type WithoutRequest<M> = M extends unknown ? Omit<M, 'request'> : never
type Order<T extends Question['type']> = WithoutRequest<Extract<Question, { type: T }>>
type News = Exclude<ToPanel, { request: number }>

export type Plugin = {
  host: Host
  /** Orders and waits for the answer; throws when the sandbox refuses. */
  ask<T extends Question['type']>(type: T, order: Omit<Order<T>, 'type'>): Promise<ReplyTo<T>>
  /** Orders what is to be refused; throws when it is done after all. */
  askInVain<T extends Question['type']>(type: T, order: Omit<Order<T>, 'type'>): Promise<Failure>
  tell(order: Exclude<ToSandbox, { request: number }>): void
  /** Anything at all, as the iframe could send it. */
  send(message: unknown): void
  /** The next fact of these kinds that nobody has waited for yet. */
  hear<T extends News['type']>(...types: T[]): Promise<Extract<News, { type: T }>>
}

let lastRequest = 0

/** Opens the shop, or the given file, with the plugin's panel loaded. */
export async function openPlugin(
  options: Partial<Omit<HostOptions, 'environment'>> & {
    environment?: Partial<Environment>
  } & { command?: string; isSilent?: boolean } = {},
): Promise<Plugin> {
  const { command, isSilent, environment, ...rest } = options
  const host = createNodeHost({
    code,
    html: '<p>panel</p>',
    manifest,
    document: makeShop(),
    ...rest,
    // Where a refusal of Figma's is the point of the test, its log would only be noise.
    environment: { ...environment, ...(isSilent ? { log: () => undefined } : {}) },
  })
  await host.open(command)
  return talkTo(host)
}

function talkTo(host: Host): Plugin {
  async function settle(order: object): Promise<ToPanel> {
    lastRequest += 1
    const request = lastRequest
    host.panel.send({ ...order, request })
    return parse(await host.panel.receive((message) => isObject(message) && message.request === request))
  }
  return {
    host,
    async ask(type, order) {
      const fact = await settle({ type, ...order })
      if (fact.type === 'sandbox-failed')
        throw new Error(`${type} was refused: ${JSON.stringify(fact.failure)}`)
      return fact as never
    },
    async askInVain(type, order) {
      const fact = await settle({ type, ...order })
      if (fact.type !== 'sandbox-failed')
        throw new Error(`${type} was not refused but answered: ${fact.type}`)
      return fact.failure
    },
    tell: (order) => host.panel.send(order),
    send: (message) => host.panel.send(message),
    async hear(...types) {
      const message = await host.panel.receive(
        (value) => isObject(value) && types.includes(value.type as never),
      )
      return parse(message) as never
    },
  }
}

/** The next selection with all its cards, in however many messages it is told. */
export async function hearSelection(plugin: Plugin) {
  let told = await plugin.hear('selection-changed')
  for (let isReading = told.isReading; isReading; ) {
    const more = await plugin.hear('selection-changed', 'cards-described')
    isReading = more.isReading
    if (more.type === 'selection-changed') told = more
    else told = { ...told, cards: [...told.cards.slice(0, more.from), ...more.cards] }
  }
  return told
}

/** Every message must be one that the panel's own parser takes. */
function parse(message: unknown): ToPanel {
  return v.parse(toPanel, message)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** A picture of one colour. */
export function drawImage(
  width: number,
  height: number,
  color = '#2266cc',
  type: 'image/png' | 'image/jpeg' | 'image/webp' = 'image/png',
): Uint8Array<ArrayBuffer> {
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  context.fillStyle = color
  context.fillRect(0, 0, width, height)
  return new Uint8Array(type === 'image/png' ? canvas.toBuffer(type) : canvas.toBuffer(type, 90))
}

/**
 * The client for Rivya's API. Each call makes one attempt and says what it came to; trying again, and when, is the
 * caller's to decide. Nothing throws, and the key appears in no outcome.
 */
import * as v from 'valibot'
import { MODEL_ID } from '../../contract/model.ts'
import { checkKey, type KeyFault } from './check-key.ts'
import { credits } from './credits.ts'
import { type MultipartFile, makeMultipart } from './multipart.ts'
import type { CreateOutcome, LookOutcome, NotNow, Refused, UploadOutcome } from './outcomes.ts'
import type { OutboundProxy } from './proxy.ts'
import { type InDoubt, judge, readError } from './refusals.ts'
import { isTask, readTask } from './task.ts'
import { type Answer, createTransport, DEFAULT_LIMITS, type Limits, type NoAnswer } from './transport.ts'
import { createWebhooks, type Webhooks } from './webhooks.ts'

export { makeGenerationBody } from './generation-body.ts'

type ReferenceFile = MultipartFile & { clientRequestId: string }

/** What `/models` says of our model; null for what it doesn't say. */
type ModelFacts = { baseCredits: number | null; maxPromptLength: number | null }

export type RivyaClient = {
  /** Free of charge, so an unclear end is `not-now`: upload again. */
  uploadFile(file: ReferenceFile, signal: AbortSignal): Promise<UploadOutcome>
  /**
   * The paid call. After `in-doubt` send the same body under the same key or never again. A refusal with
   * `idempotency_conflict` after an attempt that was in doubt is no proof that nothing was paid.
   *
   * @param request.body exactly the text that was stored before the first attempt
   */
  createGeneration(
    request: { body: string; idempotencyKey: string },
    signal: AbortSignal,
  ): Promise<CreateOutcome>
  /** `missing` only when Rivya itself says so; a gateway's 404 page is `not-now`. */
  getGeneration(taskId: string, signal: AbortSignal): Promise<LookOutcome>
  /** The account's credits; null when Rivya can't be asked. */
  getCredits(signal: AbortSignal): Promise<number | null>
  /** Asked without the key; null when Rivya can't be asked or does not list the model. */
  getModel(signal: AbortSignal): Promise<ModelFacts | null>
  /** What Rivya holds against the key; null when it can't be asked. */
  checkKey(signal: AbortSignal): Promise<KeyFault[] | null>
  webhooks: Webhooks
  /** Cuts what is still under way. */
  close(): Promise<void>
}

type RivyaClientOptions = {
  baseUrl: string
  apiKey: string
  limits?: Partial<Limits>
  proxy?: OutboundProxy | null
}

export function createRivyaClient(options: RivyaClientOptions): RivyaClient {
  const { baseUrl, apiKey, limits, proxy = null } = options
  const transport = createTransport(baseUrl, apiKey, { ...DEFAULT_LIMITS, ...limits }, proxy)

  return {
    async uploadFile(file, signal) {
      const form = makeMultipart(file, {
        kind: 'image',
        model: MODEL_ID,
        client_request_id: file.clientRequestId.slice(0, MAX_CLIENT_REQUEST_ID_LENGTH),
      })
      const answer = await transport.send({ method: 'POST', path: '/files', ...form }, signal)
      if (answer.kind === 'no-answer') return notNow(answer)
      const url = isSuccess(answer) ? readUrl(answer.json) : null
      return url === null ? withoutDoubt(judge(answer, apiKey)) : { kind: 'uploaded', url }
    },

    async createGeneration({ body, idempotencyKey }, signal) {
      const headers = { 'content-type': 'application/json', 'idempotency-key': idempotencyKey }
      const answer = await transport.send({ method: 'POST', path: '/generations', body, headers }, signal)
      if (answer.kind === 'no-answer') {
        return answer.mayHaveArrived
          ? { kind: 'in-doubt', reason: answer.reason, retryAfterMs: null }
          : notNow(answer)
      }
      // One that is named was made, whatever the status says: looking at it tells the rest.
      const isTold = isSuccess(answer) || isTask(answer.json)
      const task = isTold ? readTask(answer.json, null, apiKey) : null
      return task === null ? judge(answer, apiKey) : { kind: 'created', task }
    },

    async getGeneration(taskId, signal) {
      const path = `/generations/${encodeURIComponent(taskId)}`
      const answer = await transport.send({ method: 'GET', path }, signal)
      if (answer.kind === 'no-answer') return notNow(answer)
      const task = isSuccess(answer) ? readTask(answer.json, taskId, apiKey) : null
      if (task !== null) return { kind: 'task', task }
      if (readError(answer.json)?.code === 'not_found') return { kind: 'missing' }
      const { retryAfterMs } = answer
      const judged = judge(answer, apiKey)
      return { kind: 'not-now', reason: judged.reason ?? judged.kind, retryAfterMs }
    },

    async getCredits(signal) {
      const answer = await transport.send({ method: 'GET', path: '/credits' }, signal)
      const parsed = v.safeParse(creditsSchema, answer.kind === 'answer' ? answer.json : null)
      return parsed.success ? parsed.output.current_credits : null
    },

    async getModel(signal) {
      const answer = await transport.send({ method: 'GET', path: '/models', isPublic: true }, signal)
      const parsed = v.safeParse(modelsSchema, answer.kind === 'answer' ? answer.json : null)
      const model = parsed.success ? parsed.output.data.find((each) => each?.id === MODEL_ID) : null
      return model ? { baseCredits: model.base_credits, maxPromptLength: model.max_prompt_length } : null
    },

    checkKey: (signal) => checkKey(transport.send, signal),

    webhooks: createWebhooks(transport.send),

    close: () => transport.close(),
  }
}

const MAX_CLIENT_REQUEST_ID_LENGTH = 128
const MAX_URL_LENGTH = 4096

const creditsSchema = v.object({ current_credits: v.pipe(v.number(), v.finite()) })
const uploadSchema = v.object({ url: v.pipe(v.string(), v.url(), v.maxLength(MAX_URL_LENGTH)) })
const positive = v.fallback(v.nullable(v.pipe(v.number(), v.finite(), v.gtValue(0))), null)
const basePrice = v.fallback(v.nullable(v.pipe(credits, v.gtValue(0))), null)
const modelSchema = v.object({ id: v.string(), base_credits: basePrice, max_prompt_length: positive })
const modelsSchema = v.object({ data: v.array(v.fallback(v.nullable(modelSchema), null)) })

function isSuccess(answer: Answer): boolean {
  return answer.status >= 200 && answer.status < 300
}

function readUrl(json: unknown): string | null {
  const parsed = v.safeParse(uploadSchema, json)
  return parsed.success ? parsed.output.url : null
}

function notNow(noAnswer: NoAnswer): NotNow {
  return { kind: 'not-now', reason: noAnswer.reason, retryAfterMs: null }
}

/** For a call that costs nothing, doubt is only a reason to try again. */
function withoutDoubt(judged: Refused | NotNow | InDoubt): Refused | NotNow {
  return judged.kind === 'in-doubt' ? { ...judged, kind: 'not-now' } : judged
}

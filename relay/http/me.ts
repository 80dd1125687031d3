/** `GET /v1/me`: who the caller is, what is left to spend, and what the model takes. */
import type { Hono } from 'hono'
import {
  ASPECT_RATIOS,
  MAX_REFERENCE_BYTES,
  MAX_REFERENCES,
  MODEL_ID,
  RESOLUTIONS,
} from '../../contract/model.ts'
import type { Me } from '../../contract/relay-api.ts'
import { dayOf, readCreditsUsed } from '../store/credits.ts'
import { sendJson } from './answers.ts'
import type { AppDependencies } from './dependencies.ts'
import type { RelayEnv } from './env.ts'

export function addMeRoute(v1: Hono<RelayEnv>, { database, account, clock }: AppDependencies): void {
  v1.get('/me', async (c) => {
    const token = c.get('token')
    const [balance, model, used] = await Promise.all([
      account.balance(),
      account.model(),
      readCreditsUsed(database.query, token.id, dayOf(clock.now())),
    ])
    const me: Me = {
      name: token.name,
      credits: { balance, daily_limit: token.daily_credits, used_today: used },
      model: {
        id: MODEL_ID,
        base_credits: model.baseCredits,
        max_prompt_length: model.maxPromptLength,
        aspect_ratios: [...ASPECT_RATIOS],
        resolutions: [...RESOLUTIONS],
        max_references: MAX_REFERENCES,
        max_reference_bytes: MAX_REFERENCE_BYTES,
      },
    }
    return sendJson(c, me)
  })
}

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
import { dayOf, endOfDay, readCreditsUsed } from '../store/credits.ts'
import { readPausedAt } from '../store/pause.ts'
import { sendJson } from './answers.ts'
import type { AppDependencies } from './dependencies.ts'
import type { RelayEnv } from './env.ts'

export function addMeRoute(v1: Hono<RelayEnv>, { database, account, clock }: AppDependencies): void {
  v1.get('/me', async (c) => {
    const { person_id: id, name, role, daily_credits: limit } = c.get('caller')
    const day = dayOf(clock.now())
    const [balance, model, used, pausedAt] = await Promise.all([
      account.balance(),
      account.model(),
      readCreditsUsed(database.query, id, day),
      readPausedAt(database.query),
    ])
    const me: Me = {
      name,
      person: { id, name, role },
      team: null,
      is_paused: pausedAt !== null,
      credits: {
        balance,
        daily_limit: limit,
        used_today: used,
        limits:
          limit === null ? [] : [{ of: 'person', period: 'day', limit, used, resets_at: endOfDay(day) }],
      },
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

/** `GET /v1/me`: who the caller is, what is left to spend, and what the model takes. */
import type { Hono } from 'hono'
import {
  ASPECT_RATIOS,
  MAX_REFERENCE_BYTES,
  MAX_REFERENCES,
  MODEL_ID,
  RESOLUTIONS,
} from '../../../contract/model.ts'
import type { Me } from '../../../contract/relay-api.ts'
import { dayOf, readCreditsUsed } from '../../store/credits/credits.ts'
import { readLimits } from '../../store/credits/limits.ts'
import { readPausedAt } from '../../store/work/pause.ts'
import { sendJson } from '../answers.ts'
import type { AppDependencies } from '../dependencies.ts'
import type { RelayEnv } from '../env.ts'

export function addMeRoute(
  v1: Hono<RelayEnv>,
  { database, account, clock, relayCredits }: AppDependencies,
): void {
  v1.get('/me', async (c) => {
    const caller = c.get('caller')
    const { person_id: id, name, role, daily_credits: dailyCredits } = caller
    const team =
      caller.team_id === null
        ? null
        : { id: caller.team_id, name: caller.team_name ?? '', monthlyCredits: caller.team_credits }
    const day = dayOf(clock.now())
    const limited = { personId: id, dailyCredits, monthlyCredits: caller.monthly_credits, team, relayCredits }
    const [balance, model, used, limits, pausedAt] = await Promise.all([
      account.balance(),
      account.model(),
      readCreditsUsed(database.query, id, day),
      readLimits(database.query, limited, day),
      readPausedAt(database.query),
    ])
    const me: Me = {
      name,
      person: { id, name, role },
      team: team === null ? null : { id: team.id, name: team.name },
      is_paused: pausedAt !== null,
      credits: { balance, daily_limit: dailyCredits, used_today: used, limits },
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

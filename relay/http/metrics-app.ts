import { Hono } from 'hono'
import type { Metrics } from '../observe/metrics.ts'
import type { RelayEnv } from './env.ts'

/** `GET /metrics`, to be served on a port of its own: what it tells is for those who run the relay. */
export function createMetricsApp(metrics: Metrics): Hono<RelayEnv> {
  const app = new Hono<RelayEnv>()
  app.get('/metrics', async (c) => {
    const { type, text } = await metrics.render()
    return c.body(text, 200, { 'Content-Type': type, 'Cache-Control': 'no-store' })
  })
  return app
}

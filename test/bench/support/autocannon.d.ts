/** What is used of autocannon, which brings no types. */
declare module 'autocannon' {
  type Result = {
    requests: { average: number }
    non2xx: number
    /** Timeouts included. */
    errors: number
    timeouts: number
    statusCodeStats: Record<string, { count: number }>
  }
  export default function autocannon(options: {
    url: string
    connections: number
    duration: number
    requests: { path: string; headers: Record<string, string> }[]
  }): Promise<Result>
}

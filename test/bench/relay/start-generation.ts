/** @returns the id */
export async function startGeneration(url: string, authorization: string, key: string): Promise<string> {
  const response = await fetch(`${url}/v1/generations`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({
      prompt: 'A mug on an oak table, soft window light from the left',
      aspect_ratio: '4:3',
      resolution: '1K',
      references: [],
    }),
  })
  const { id }: { id?: string } = JSON.parse(await response.text())
  if (id === undefined) throw new Error(`not accepted: ${response.status}`)
  return id
}

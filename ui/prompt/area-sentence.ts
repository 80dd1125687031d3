import type { Crop } from '../../contract/start-pictures.ts'
import { joinSentences } from './join-sentences.ts'

const SENTENCE =
  /\s*Change only the part of image 1 from \d+ % to \d+ % of its width and from \d+ % to \d+ % of its height, and keep everything around it exactly as it is\./

/** The prompt with what tells the model which part of image 1 is to change, once. */
export function withAreaSentence(prompt: string, { x, y, width, height }: Crop): string {
  const percent = (share: number) => `${Math.round(share * 100)} %`
  const where = `from ${percent(x)} to ${percent(x + width)} of its width and from ${percent(y)} to ${percent(y + height)} of its height`
  const sentence = `Change only the part of image 1 ${where}, and keep everything around it exactly as it is.`
  return joinSentences(prompt.replace(SENTENCE, ''), sentence)
}

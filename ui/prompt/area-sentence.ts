import type { Crop } from '../../contract/start-pictures.ts'
import { joinSentences } from './join-sentences.ts'

/** What tells the model which part of image 1 is to change: its left and right side, its upper and lower one. */
const sentenceOf = (left: string, right: string, top: string, bottom: string) =>
  `Change only the part of image 1 from ${left} to ${right} of its width and from ${top} to ${bottom} of its height, and keep everything around it exactly as it is.`

const SHARE = String.raw`\d+ %`
const SENTENCE = new RegExp(String.raw`\s*${sentenceOf(SHARE, SHARE, SHARE, SHARE)}`)

/** The prompt with that sentence, once. */
export function withAreaSentence(prompt: string, { x, y, width, height }: Crop): string {
  const percent = (share: number) => `${Math.round(share * 100)} %`
  const sentence = sentenceOf(percent(x), percent(x + width), percent(y), percent(y + height))
  return joinSentences(prompt.replace(SENTENCE, ''), sentence)
}

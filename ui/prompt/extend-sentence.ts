import { joinSentences } from './join-sentences.ts'

/** What tells the model which part of image 1 is empty: its colour is `MARKING` of `ui/images/extend/`. */
const SENTENCE =
  'Image 1 lies on flat magenta: paint the picture on over all of the magenta, and keep what is there exactly as it is.'

/** The prompt with the sentence, once. */
export function withExtendSentence(prompt: string): string {
  return prompt.includes(SENTENCE) ? prompt : joinSentences(prompt, SENTENCE)
}

export function withoutExtendSentence(prompt: string): string {
  return prompt.replace(SENTENCE, '').trim()
}

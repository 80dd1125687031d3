import { joinSentences } from './join-sentences.ts'

/** What a reference that gives the look is for; without it the model would take its product, too. */
const JOB = 'gives light, camera and backdrop only'

/**
 * The prompt with the sentence that gives a reference its job, once.
 *
 * @param number of the reference: 2 behind a start picture, else 1
 */
export function withStyleSentence(prompt: string, number: number): string {
  if (prompt.includes(JOB)) return prompt
  const product = number === 1 ? 'the one described' : `that of image ${number - 1}`
  const sentence = `Image ${number} ${JOB}; the product is ${product}.`
  return joinSentences(prompt, sentence)
}

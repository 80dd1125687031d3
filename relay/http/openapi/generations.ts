import { MAX_PAGE_SIZE } from '../../../contract/relay-api.ts'
import { listQuery } from '../routes/generations.ts'
import {
  empty,
  generationId,
  idempotencyKeyParameter,
  json,
  type Operation,
  queryParameters,
} from './parts.ts'
import { refer } from './schemas.ts'

const EXAMPLE_GENERATION = {
  prompt: 'The mug from image 1 on an oak table, soft window light',
  aspect_ratio: '4:3',
  resolution: '1K',
  references: [
    { upload_id: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', name: 'Mug' },
  ],
}

export const GENERATION_OPERATIONS: Operation[] = [
  {
    method: 'post',
    path: '/v1/generations',
    operationId: 'createGeneration',
    tag: 'Generations',
    summary: 'Start an image',
    description:
      'Reserves the credits and stores the request before it is answered. The same key with the same body answers with the same generation, however often it is sent; with another body it is refused.',
    parameters: [
      idempotencyKeyParameter(
        true,
        'One random value for each image that is wanted; the same one for each retry.',
      ),
    ],
    requestBody: {
      required: true,
      description: 'At most 64,000 bytes of JSON in UTF-8.',
      content: { 'application/json': { schema: refer('CreateGeneration'), example: EXAMPLE_GENERATION } },
    },
    answers: {
      200: json('Accepted before, under the same key.', refer('Generation')),
      202: json('Accepted.', refer('Generation')),
    },
    errors: [
      'validation_failed',
      'quota_exceeded',
      'not_found',
      'idempotency_conflict',
      'payload_too_large',
      'unsupported_media_type',
    ],
  },
  {
    method: 'get',
    path: '/v1/generations',
    operationId: 'listGenerations',
    tag: 'Generations',
    summary: "The caller's generations, newest first",
    description: `At most ${MAX_PAGE_SIZE} at a time; a larger \`limit\` is cut to that.`,
    parameters: queryParameters(listQuery.entries, {
      limit: 'How many at most.',
      before: '`next` of the page before.',
      q: 'Words that the prompt must hold, in any case and order.',
      document: '`origin.document_id`.',
      starred: 'Only those with a star, or only those without.',
    }),
    answers: { 200: json('A page.', refer('GenerationPage')) },
    errors: ['validation_failed'],
  },
  {
    method: 'get',
    path: '/v1/generations/{id}',
    operationId: 'getGeneration',
    tag: 'Generations',
    summary: 'One generation',
    description: 'Use the events to wait for it; asking again and again counts as requests.',
    parameters: [generationId],
    answers: { 200: json('The generation.', refer('Generation')) },
    errors: ['not_found'],
  },
  {
    method: 'patch',
    path: '/v1/generations/{id}',
    operationId: 'updateGeneration',
    tag: 'Generations',
    summary: 'Give or take its star',
    description: 'Nothing else of a generation can be changed.',
    parameters: [generationId],
    requestBody: {
      required: true,
      content: { 'application/json': { schema: refer('UpdateGeneration'), example: { starred: true } } },
    },
    answers: { 200: json('The generation as it is now.', refer('Generation')) },
    errors: ['validation_failed', 'not_found', 'payload_too_large', 'unsupported_media_type'],
  },
  {
    method: 'post',
    path: '/v1/generations/{id}/fetch',
    operationId: 'fetchGeneration',
    tag: 'Generations',
    summary: 'Fetch a paid image again',
    description:
      'For a generation with `can_fetch_again`: its task at Rivya is asked for anew, for seven days. Costs nothing and sends nothing.',
    parameters: [generationId],
    answers: {
      200: json('It is under way or its images are here.', refer('Generation')),
      202: json('It is being fetched.', refer('Generation')),
    },
    errors: ['validation_failed', 'not_found'],
  },
  {
    method: 'delete',
    path: '/v1/generations/{id}',
    operationId: 'deleteGeneration',
    tag: 'Generations',
    summary: 'Forget it and its images',
    description: 'A task already at Rivya runs on and stays paid. Its key can not be used again.',
    parameters: [generationId],
    answers: { 204: empty('Forgotten.') },
    errors: ['not_found'],
  },
]

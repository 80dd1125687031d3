/** What each route takes and answers, in OpenAPI's terms. A test holds this list against the app's own routes. */

import { MAX_REFERENCE_BYTES, REFERENCE_MIME_TYPES } from '../../contract/model.ts'
import {
  idempotencyKey,
  MAX_PAGE_SIZE,
  MAX_THUMBNAIL_BYTES,
  MAX_THUMBNAIL_SIDE_PX,
  MAX_WAIT_SECONDS,
} from '../../contract/relay-api.ts'
import { eventsQuery } from './events.ts'
import { listQuery } from './generations.ts'
import { thumbnailsQuery } from './images.ts'
import { LOOK_OPERATIONS } from './openapi-looks.ts'
import { empty, ifNoneMatch, imageBytes, json, type Operation, status } from './openapi-parts.ts'
import { makeSchema, refer } from './openapi-schemas.ts'
import { SIGN_IN_OPERATIONS } from './openapi-sign-in.ts'
import { POLLS_EACH } from './poll-places.ts'
import { MAX_UPLOAD_PIXELS } from './uploads.ts'

const EXAMPLE_GENERATION = {
  prompt: 'The mug from image 1 on an oak table, soft window light',
  aspect_ratio: '4:3',
  resolution: '1K',
  references: [
    { upload_id: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', name: 'Mug' },
  ],
}

const generationId = {
  name: 'id',
  in: 'path',
  required: true,
  description: '`id` of the generation.',
  schema: { type: 'string', pattern: '^gen_[0-9a-f]{32}$' },
}

export const OPERATIONS: Operation[] = [
  {
    method: 'get',
    path: '/healthz',
    operationId: 'getHealth',
    tag: 'Health',
    summary: 'Whether the process runs',
    description: 'Answers as long as the process does; looks at nothing else.',
    isOpen: true,
    answers: {
      200: json('It runs. `sign_in`: people can sign in with the company’s account.', refer('Health')),
    },
    errors: [],
  },
  {
    method: 'get',
    path: '/readyz',
    operationId: 'getReadiness',
    tag: 'Health',
    summary: 'Whether it can serve',
    description: 'Looks at the database only: a Rivya that is away must not take the relay out of service.',
    isOpen: true,
    answers: {
      200: status('It can.', 'ok'),
      503: status('The database does not answer, or the relay is stopping.', 'stopping', 'no database'),
    },
    errors: [],
  },
  {
    method: 'get',
    path: '/openapi.json',
    operationId: 'getDescription',
    tag: 'Health',
    summary: 'This document',
    description: 'Made of the schemas that check the requests and shape the answers.',
    isOpen: true,
    answers: { 200: json('OpenAPI 3.1.', { type: 'object' }) },
    errors: [],
  },
  {
    method: 'post',
    path: '/hooks/rivya/{secret}',
    operationId: 'hearOfEnd',
    tag: 'Webhooks',
    summary: "Rivya's word that a task has ended",
    description:
      'Brings one look more at the tasks that the body names by their ids, where they are ours and still run; nothing in it is believed. Answers the same whatever comes.',
    isOpen: true,
    parameters: [
      {
        name: 'secret',
        in: 'path',
        required: true,
        description: 'Made by the relay and told to Rivya alone.',
        schema: { type: 'string' },
      },
    ],
    requestBody: {
      required: true,
      content: {
        'application/json': { schema: { type: 'object' }, example: { type: 'generation.succeeded' } },
      },
    },
    answers: { 204: empty('Heard.') },
    errors: [],
  },
  {
    method: 'get',
    path: '/v1/me',
    operationId: 'getMe',
    tag: 'Account',
    summary: 'Who the caller is and what is left to spend',
    description:
      "`credits.balance` is the Rivya account's, at most 10 s old; null when Rivya can't be asked.",
    answers: { 200: json('The caller.', refer('Me')) },
    errors: [],
  },
  {
    method: 'post',
    path: '/v1/uploads',
    operationId: 'addUpload',
    tag: 'Uploads',
    summary: 'Hand over the bytes of a reference',
    description: `The raw bytes of a PNG, JPEG or WebP; their signature decides which, not the Content-Type. At most ${MAX_REFERENCE_BYTES} bytes and ${MAX_UPLOAD_PIXELS / 1e6} megapixels. The same bytes get the same \`id\`. An encoded body (Content-Encoding) is refused.`,
    requestBody: {
      required: true,
      description: 'The bytes of the image, not encoded further.',
      content: Object.fromEntries(REFERENCE_MIME_TYPES.map((type) => [type, {}])),
    },
    answers: {
      200: json('The same bytes were here before.', refer('Upload')),
      201: json('Stored.', refer('Upload')),
    },
    errors: ['validation_failed', 'payload_too_large', 'unsupported_media_type'],
  },
  {
    method: 'get',
    path: '/v1/uploads/{id}',
    operationId: 'getUpload',
    tag: 'Uploads',
    summary: 'The bytes of a reference, as they were sent',
    description: 'For whoever has sent them. They go some days after they were last used.',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        description: 'As `POST /v1/uploads` has given it.',
        schema: { type: 'string', pattern: '^[0-9a-f]{64}$' },
      },
      ifNoneMatch,
    ],
    answers: { 200: imageBytes('The picture.'), 304: empty('The bytes at hand are the same.') },
    errors: ['not_found'],
  },
  {
    method: 'post',
    path: '/v1/generations',
    operationId: 'createGeneration',
    tag: 'Generations',
    summary: 'Start an image',
    description:
      'Reserves the credits and stores the request before it is answered. The same key with the same body answers with the same generation, however often it is sent; with another body it is refused.',
    parameters: [
      {
        name: 'Idempotency-Key',
        in: 'header',
        required: true,
        description: 'One random value for each image that is wanted; the same one for each retry.',
        schema: makeSchema(idempotencyKey),
        example: '3f1b6f0e-9a53-4e0e-8a35-0d1f4a6a5a01',
      },
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
  {
    method: 'get',
    path: '/v1/generations/{id}/images/{n}',
    operationId: 'getImage',
    tag: 'Images',
    summary: 'The bytes of an image',
    description:
      'They never change. After the days that the operator has set they are gone, and `images` is empty.',
    parameters: [
      generationId,
      {
        name: 'n',
        in: 'path',
        required: true,
        description: 'Place in `images`, from 0.',
        schema: { type: 'string', pattern: '^[0-9]{1,2}$' },
      },
      ifNoneMatch,
    ],
    answers: { 200: imageBytes('The image.'), 304: empty('The bytes at hand are the same.') },
    errors: ['not_found'],
  },
  {
    method: 'get',
    path: '/v1/generations/{id}/thumbnail',
    operationId: 'getThumbnail',
    tag: 'Images',
    summary: 'Its thumbnail',
    description: 'As a client has handed it back; the relay makes none.',
    parameters: [generationId, ifNoneMatch],
    answers: { 200: imageBytes('The thumbnail.'), 304: empty('The bytes at hand are the same.') },
    errors: ['not_found'],
  },
  {
    method: 'get',
    path: '/v1/thumbnails',
    operationId: 'getThumbnails',
    tag: 'Images',
    summary: 'Several thumbnails',
    description: 'Those of the generations named that have one: a page of the history in one request.',
    parameters: queryParameters(thumbnailsQuery.entries, {
      ids: '`id` of each generation, with commas between.',
    }),
    answers: {
      200: {
        description: 'A file for each thumbnail, under the id of its generation.',
        content: {
          'multipart/form-data': { schema: { type: 'object', additionalProperties: { type: 'string' } } },
        },
      },
    },
    errors: ['validation_failed'],
  },
  {
    method: 'put',
    path: '/v1/generations/{id}/thumbnail',
    operationId: 'setThumbnail',
    tag: 'Images',
    summary: 'Hand over a thumbnail',
    description: `PNG, JPEG or WebP, at most ${MAX_THUMBNAIL_BYTES} bytes and ${MAX_THUMBNAIL_SIDE_PX} pixels a side. It takes the place of an earlier one.`,
    parameters: [generationId],
    requestBody: {
      required: true,
      description: 'The bytes of the thumbnail.',
      content: Object.fromEntries(REFERENCE_MIME_TYPES.map((type) => [type, {}])),
    },
    answers: { 204: empty('Stored.') },
    errors: ['validation_failed', 'not_found', 'payload_too_large', 'unsupported_media_type'],
  },
  ...LOOK_OPERATIONS,
  ...SIGN_IN_OPERATIONS,
  {
    method: 'get',
    path: '/v1/events',
    operationId: 'waitForEvents',
    tag: 'Events',
    summary: "Wait for news of the caller's generations",
    description: `A long poll. Without \`after\`: those still running, at once, and the cursor to go on from. With it: what has changed since, as soon as something has, or an empty list when the time is up. Polls that may wait a second or more are not counted as requests; of these a token may hold ${POLLS_EACH} open, and one more is refused with 429.`,
    parameters: queryParameters(eventsQuery.entries, {
      after: '`cursor` of the answer before.',
      wait: `Seconds; more than ${MAX_WAIT_SECONDS} are cut to that.`,
    }),
    answers: { 200: json('What has changed.', refer('EventPage')) },
    errors: ['validation_failed'],
  },
]

function queryParameters<E extends Record<string, Parameters<typeof makeSchema>[0]>>(
  entries: E,
  descriptions: Record<keyof E & string, string>,
): object[] {
  return Object.entries(entries).map(([name, schema]) => ({
    name,
    in: 'query',
    description: descriptions[name],
    schema: makeSchema(schema),
  }))
}

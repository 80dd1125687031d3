/** What each route takes and answers, in OpenAPI's terms. A test holds this list against the app's own routes. */

import { MAX_WAIT_SECONDS } from '../../../contract/relay-api.ts'
import { eventsQuery } from '../routes/events.ts'
import { POLLS_EACH } from '../routes/poll-places.ts'
import { GENERATION_OPERATIONS } from './generations.ts'
import { LOOK_OPERATIONS } from './looks.ts'
import { empty, json, type Operation, queryParameters, status } from './parts.ts'
import { IMAGE_OPERATIONS, UPLOAD_OPERATIONS } from './pictures.ts'
import { refer } from './schemas.ts'
import { SIGN_IN_OPERATIONS } from './sign-in.ts'

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
    answers: {
      200: json('OpenAPI 3.1.', {
        type: 'object',
        properties: {
          openapi: { type: 'string', pattern: '^3\\.1\\.\\d+$' },
          info: { type: 'object', additionalProperties: true },
          paths: { type: 'object', additionalProperties: true },
        },
        required: ['openapi', 'info', 'paths'],
        additionalProperties: true,
      }),
    },
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
        schema: { type: 'string', maxLength: 200 },
      },
    ],
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: { type: 'object', properties: { type: { type: 'string' } }, additionalProperties: true },
          example: { type: 'generation.succeeded' },
        },
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
  ...UPLOAD_OPERATIONS,
  ...GENERATION_OPERATIONS,
  ...IMAGE_OPERATIONS,
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

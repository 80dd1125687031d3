import { lookId } from '../../../contract/relay-api.ts'
import { empty, idempotencyKeyParameter, ifNoneMatch, imageBytes, json, type Operation } from './parts.ts'
import { makeSchema, refer } from './schemas.ts'

const EXAMPLE_LOOK = {
  name: 'Autumn',
  prompt: '{prompt}, on weathered oak, low golden light, as in image 1',
  colours: [{ name: 'Moss', hex: '#4a5d23' }],
  references: [
    { upload_id: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', name: 'Light' },
  ],
  scope: 'team',
}

const id = {
  name: 'id',
  in: 'path',
  required: true,
  description: '`id` of the look.',
  schema: makeSchema(lookId),
}

const ifMatch = (isRequired: boolean) => ({
  name: 'If-Match',
  in: 'header',
  required: isRequired,
  description: '`version` that the change was made from, in quotation marks: 412 if it is another by now.',
  schema: { type: 'string' },
  example: '"3"',
})

const requestBody = {
  required: true,
  description: 'At most 64,000 bytes of JSON in UTF-8.',
  content: { 'application/json': { schema: refer('SaveLook'), example: EXAMPLE_LOOK } },
}

const saved = (description: string) => json(description, refer('Look'), ['ETag'])

const BODY_ERRORS = ['validation_failed', 'payload_too_large', 'unsupported_media_type'] as const

const path = '/v1/looks/{id}'
const common = { tag: 'Looks' } as const

export const LOOK_OPERATIONS: Operation[] = [
  {
    ...common,
    method: 'get',
    path: '/v1/looks',
    operationId: 'listLooks',
    summary: 'What the caller may use',
    description: 'Their own, those of their team, and those for everyone.',
    answers: { 200: json('The looks, oldest first.', refer('LookList')) },
    errors: [],
  },
  {
    ...common,
    method: 'post',
    path: '/v1/looks',
    operationId: 'addLook',
    summary: 'Make one',
    description:
      'Everyone may keep private ones. Leads publish for their team, admins for any team and for everyone. Its references are kept as long as the look.',
    parameters: [
      idempotencyKeyParameter(
        false,
        'One random value for each look that is wanted; the same one for each retry.',
      ),
    ],
    requestBody,
    answers: { 200: saved('Made before, under the same key; as it is now.'), 201: saved('Made.') },
    errors: ['forbidden', 'not_found', 'idempotency_conflict', ...BODY_ERRORS],
  },
  {
    ...common,
    method: 'put',
    path,
    operationId: 'changeLook',
    summary: 'Change one',
    description: 'Makes a new version; generations keep the one that they were made with.',
    parameters: [id, ifMatch(true)],
    requestBody,
    answers: { 200: saved('As it is now.') },
    errors: ['forbidden', 'not_found', 'changed_meanwhile', ...BODY_ERRORS],
  },
  {
    ...common,
    method: 'delete',
    path,
    operationId: 'deleteLook',
    summary: 'Withdraw one',
    description: 'Its references are kept no longer. Generations that were made with it keep its name.',
    parameters: [id, ifMatch(false)],
    answers: { 204: empty('Withdrawn.') },
    errors: ['forbidden', 'not_found', 'changed_meanwhile'],
  },
  {
    ...common,
    method: 'get',
    path: `${path}/versions/{version}`,
    operationId: 'getLookVersion',
    summary: 'A version as it was saved',
    description:
      'Of a look that the caller may use, or that a generation of theirs names. Others go after the days that the operator has set.',
    parameters: [
      id,
      {
        name: 'version',
        in: 'path',
        required: true,
        description: '`version` of the look.',
        schema: { type: 'string', pattern: '^[1-9][0-9]{0,8}$' },
      },
    ],
    answers: { 200: json('The version.', refer('LookVersion')) },
    errors: ['not_found'],
  },
  {
    ...common,
    method: 'get',
    path: `${path}/references/{upload}`,
    operationId: 'getLookReference',
    summary: 'The bytes of one of its references',
    description: 'For whoever may use the look.',
    parameters: [
      id,
      {
        name: 'upload',
        in: 'path',
        required: true,
        description: '`upload_id` of the reference.',
        schema: { type: 'string', pattern: '^[0-9a-f]{64}$' },
      },
      ifNoneMatch,
    ],
    answers: imageBytes('The picture.'),
    errors: ['not_found'],
  },
]

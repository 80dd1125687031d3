/** Bytes: references on their way in, images and thumbnails on their way out. */
import { MAX_REFERENCE_BYTES } from '../../../contract/model.ts'
import { MAX_THUMBNAIL_BYTES, MAX_THUMBNAIL_SIDE_PX } from '../../../contract/relay-api.ts'
import { thumbnailsQuery } from '../routes/images.ts'
import { MAX_UPLOAD_PIXELS } from '../routes/uploads.ts'
import { API_HEADERS, headers } from './headers.ts'
import {
  empty,
  generationId,
  ifNoneMatch,
  imageBytes,
  json,
  type Operation,
  pictures,
  queryParameters,
} from './parts.ts'
import { refer } from './schemas.ts'

export const UPLOAD_OPERATIONS: Operation[] = [
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
      content: pictures(MAX_REFERENCE_BYTES),
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
    answers: imageBytes('The picture.'),
    errors: ['not_found'],
  },
]

export const IMAGE_OPERATIONS: Operation[] = [
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
    answers: imageBytes('The image.'),
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
    answers: imageBytes('The thumbnail.'),
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
        ...headers(...API_HEADERS),
        content: {
          'multipart/form-data': {
            schema: {
              type: 'object',
              additionalProperties: { type: 'string', format: 'binary', maxLength: MAX_THUMBNAIL_BYTES },
            },
          },
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
      content: pictures(MAX_THUMBNAIL_BYTES),
    },
    answers: { 204: empty('Stored.') },
    errors: ['validation_failed', 'not_found', 'payload_too_large', 'unsupported_media_type'],
  },
]

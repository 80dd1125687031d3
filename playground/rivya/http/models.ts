/** The two public documents: what can be called, and how. */
import {
  ASPECT_RATIOS,
  BASE_CREDITS,
  MAX_PROMPT_LENGTH,
  MAX_REFERENCES,
  MODEL_ID,
  REFERENCE_MIME_TYPES,
  RESOLUTIONS,
} from '../../../contract/model.ts'

/** Names of the fields are documented; the shapes of `params` and `reference_media` are not. */
export const MODELS = {
  object: 'list',
  data: [
    {
      id: MODEL_ID,
      display_name: 'Flux 2 Pro',
      category: 'image',
      runtime: 'async_task',
      base_credits: BASE_CREDITS,
      billing_type: 'FIXED',
      supported_modes: ['text-to-image', 'image-to-image'],
      max_prompt_length: MAX_PROMPT_LENGTH,
      reference_media: {},
      params: [],
      api_status: 'available',
      api_input_status: 'partial_requires_files',
      supported_api_inputs: ['text', 'file'],
      requires_files_api: false,
      requires_upload_for_modes: ['image-to-image'],
      url_input_supported: false,
      file_kinds: ['image'],
      chat_capabilities: null,
      notices: [],
    },
  ],
}

const answered = { responses: { default: { description: 'See the documentation of Rivya.' } } }

export const OPENAPI = {
  openapi: '3.1.0',
  info: {
    title: 'Stand-in for the public API of Rivya',
    version: 'v1',
    description: 'Made for development. No model runs here and nothing is charged.',
  },
  paths: {
    '/api/v1/models': { get: answered },
    '/api/v1/files': { post: answered },
    '/api/v1/files/{fileId}': { get: answered },
    '/api/v1/generations': {
      post: {
        requestBody: {
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['model', 'prompt'],
                additionalProperties: false,
                properties: {
                  model: { const: MODEL_ID },
                  prompt: { type: 'string', minLength: 1, maxLength: MAX_PROMPT_LENGTH },
                  params: {
                    type: 'object',
                    properties: {
                      aspectRatio: { enum: ASPECT_RATIOS },
                      resolution: { enum: RESOLUTIONS },
                      referenceMediaItems: {
                        type: 'array',
                        maxItems: MAX_REFERENCES,
                        items: {
                          type: 'object',
                          required: ['url', 'kind'],
                          properties: {
                            url: { type: 'string' },
                            kind: { const: 'image' },
                            name: { type: 'string' },
                            mimeType: { enum: REFERENCE_MIME_TYPES },
                          },
                        },
                      },
                    },
                  },
                  client_request_id: { type: 'string', maxLength: 128 },
                },
              },
            },
          },
        },
        ...answered,
      },
    },
    '/api/v1/generations/{taskId}': { get: answered },
    '/api/v1/credits': { get: answered },
  },
}

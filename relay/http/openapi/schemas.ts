/** The document's parts that are made of the schemas which check requests and shape answers. */
import { type ConversionConfig, toJsonSchema } from '@valibot/to-json-schema'
import type * as v from 'valibot'
import { look, lookList, lookVersionBody } from '../../../contract/looks.ts'
import {
  createGeneration,
  errorBody,
  eventPage,
  generation,
  generationImage,
  generationPage,
  health,
  me,
  origin,
  signInPoll,
  signInStart,
  signInToken,
  start,
  updateGeneration,
  upload,
  usedLook,
} from '../../../contract/relay-api.ts'
import { saveLook } from '../../../contract/save-look.ts'

/** Each gets a name of its own in the document; wherever one is part of another, it is referred to by that name. */
const NAMED = {
  Generation: generation,
  GenerationImage: generationImage,
  GenerationPage: generationPage,
  EventPage: eventPage,
  CreateGeneration: createGeneration,
  UpdateGeneration: updateGeneration,
  Origin: origin,
  Start: start,
  UsedLook: usedLook,
  Look: look,
  LookList: lookList,
  LookVersion: lookVersionBody,
  SaveLook: saveLook,
  Upload: upload,
  Me: me,
  Health: health,
  SignInStart: signInStart,
  SignInPoll: signInPoll,
  SignInToken: signInToken,
  Error: errorBody,
} satisfies Record<string, v.GenericSchema>

type SchemaName = keyof typeof NAMED

const DESCRIPTIONS: Record<SchemaName, string> = {
  Generation: 'One paid request and its images. Clients have to tolerate fields that are not named here.',
  GenerationImage: 'An image as measured after its download: bytes and pixels.',
  GenerationPage: 'Newest first. `next` goes into `before` for the following page; null on the last one.',
  EventPage: 'What has changed. `cursor` goes into the next `after`.',
  CreateGeneration:
    'The prompt must hold more than white space; its length counts UTF-16 units. References are "image 1", "image 2", … in the order given. Fields that are not named here are refused.',
  UpdateGeneration: 'Fields that are not named here are refused.',
  Origin: 'Where in Figma the generation was started. Kept for the history and never sent to Rivya.',
  Start:
    'Says that the first reference is the picture the target starts from, and where that came from: its own, what is below it, or a file meant for it. Needs at least one reference.',
  UsedLook:
    'The look that a generation is made with, for the record: its words and references are to stand in prompt and references.',
  Look: 'Words, colours and references that a person keeps or a team shares. In its words `{prompt}` is the place of the own words of whoever uses it, and "image 1" its own first reference.',
  LookList: 'What the caller may use.',
  LookVersion: 'A look as it was saved then.',
  SaveLook:
    'All of it each time. `team_id` is for an admin who publishes for another team than their own. Fields that are not named here are refused.',
  Upload: 'A reference as the relay holds it. `id` is the SHA-256 of the bytes in lower-case hex.',
  Me: 'The caller, what is left to spend, and what the model takes.',
  Health: 'Whether the process runs, and how people get in.',
  SignInStart:
    'The fields of RFC 8628. `device_code` is for the client alone; `user_code` is shown to the person, who compares it with the one in the browser.',
  SignInPoll: 'Fields that are not named here are refused.',
  SignInToken: 'An access token of the person who has signed in, shown once.',
  Error: 'The form of every refusal. `request_id` is to be quoted to whoever runs the relay.',
}

const CONFIG: ConversionConfig = {
  target: 'draft-2020-12',
  typeMode: 'input',
  definitions: NAMED,
  // Said in words: JSON Schema has no "more than white space", and what a text becomes is no concern of the caller's.
  ignoreActions: ['check', 'transform'],
  overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
}

/** For `components.schemas`. */
export function makeNamedSchemas(): Record<string, object> {
  const entries = Object.entries(NAMED).map(([name, schema]) => {
    // Without itself among the names, or it would be nothing but a reference to itself.
    const { [name as SchemaName]: _self, ...others } = NAMED
    const description = DESCRIPTIONS[name as SchemaName]
    return [name, { description, ...bare(toJsonSchema(schema, { ...CONFIG, definitions: others })) }]
  })
  return Object.fromEntries(entries)
}

/** The JSON Schema of a query field, header or part of a path. */
export function makeSchema(schema: v.GenericSchema): object {
  return bare(toJsonSchema(schema, CONFIG))
}

export function refer(name: SchemaName): object {
  return { $ref: `#/components/schemas/${name}` }
}

/** The dialect is the document's, and its definitions stand in `components`. */
function bare({ $schema: _schema, $defs: _defs, ...rest }: ReturnType<typeof toJsonSchema>): object {
  return Object(
    JSON.parse(JSON.stringify(rest), (_key, part: unknown) => (isInteger(part) ? bound(part) : part)),
  )
}

function isInteger(part: unknown): part is object {
  return typeof part === 'object' && part !== null && 'type' in part && part.type === 'integer'
}

/** Those who write clients of typed languages want to know how large it can get: as large as JSON can say exactly. */
function bound(schema: object): object {
  return { format: 'int64', maximum: Number.MAX_SAFE_INTEGER, ...schema }
}

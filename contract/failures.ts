/**
 * Everything that can go wrong, by code, with the sentence a person reads and the one next step offered with it.
 * A code is given where the facts are known (the status line, the rejected call), never guessed from a message. The sandbox
 * needs codes alone, as types; it has no room for the sentences, and its bundle has none.
 */
import * as v from 'valibot'

type FailureText = {
  /** What happened, in words for a designer. */
  sentence: string
  /** The one thing to do now. */
  nextStep: string
}

const say = (sentence: string, nextStep: string): FailureText => ({ sentence, nextStep })

/** With the codes the relay answers with, in an error body or in a generation. Fixed: people script against them. */
export const RELAY_FAILURES = {
  unauthenticated: say(
    'The relay does not know this access token, or it has expired.',
    'Sign in again, or paste a new token from whoever runs your relay.',
  ),
  forbidden: say(
    'You may not change or publish this look.',
    'Ask a lead of the team or an admin, or save it for yourself.',
  ),
  changed_meanwhile: say(
    'This look was changed meanwhile.',
    'Look at the new version, then save yours again.',
  ),
  not_found: say(
    'The relay has no such image: it was deleted, or is somebody else’s.',
    'Generate it again if you still want it.',
  ),
  validation_failed: say('The request was not accepted.', 'Change what is named and press Generate again.'),
  payload_too_large: say(
    'A reference is larger than 10 MB.',
    'Turn off high detail for it or use a smaller image.',
  ),
  unsupported_media_type: say(
    'This file is no PNG, JPEG or WebP image.',
    'Use an image in one of these formats.',
  ),
  idempotency_conflict: say(
    'This request was already used for something else.',
    'Press Generate to start a fresh one.',
  ),
  quota_exceeded: say(
    'A limit of credits is reached, so nothing was paid.',
    'Go on when it begins anew, or ask whoever runs your relay for a higher limit.',
  ),
  insufficient_credits: say(
    'The Rivya account has too few credits left.',
    'Ask whoever runs your relay to top it up, then press Retry.',
  ),
  rate_limited: say('Too many requests at once.', 'Wait a minute, then press Retry.'),
  generation_failed: say(
    'The model made no image of this prompt.',
    'Change the prompt or the references, then press Generate.',
  ),
  cancelled: say(
    'Whoever runs the relay has cancelled this before it was sent. Nothing was charged.',
    'Ask them, or press Retry to start it again.',
  ),
  authorization_pending: say('Nobody has signed in yet.', 'Sign in in the browser.'),
  slow_down: say('This was asked too soon again.', 'Wait.'),
  access_denied: say('The sign-in was refused.', 'The page in the browser says why.'),
  expired_token: say('This sign-in took too long, or was used before.', 'Sign in again.'),
  upstream_unavailable: say('Rivya can not be reached at the moment.', 'Press Retry in a few minutes.'),
  internal: say(
    'The relay had a fault of its own.',
    'Press Retry; if it stays, give the request id to whoever runs your relay.',
  ),
} as const satisfies Record<string, FailureText>
export type RelayFailureCode = keyof typeof RELAY_FAILURES
export const RELAY_FAILURE_CODES = Object.keys(RELAY_FAILURES) as RelayFailureCode[]

/** With the codes that panel and sandbox find by themselves. */
const PANEL_FAILURES = {
  offline: say('This computer is offline.', 'What is running goes on by itself once you are back online.'),
  relay_unreachable: say(
    'The relay does not answer.',
    'Check that it runs; for a relay on this computer, allow Figma to reach your local network when the browser asks.',
  ),
  nothing_to_export: say(
    'This layer is hidden or empty, so there is nothing to export.',
    'Show it or pick another layer.',
  ),
  export_unfinished: say(
    'Figma did not finish drawing this layer, so nothing was paid.',
    'Open the file anew, then press Retry.',
  ),
  image_too_large: say('This image is too large to be used.', 'Use a smaller one.'),
  image_damaged: say('This image is damaged.', 'Open it in another program, save it anew, and add that.'),
  image_transparent: say('This image is wholly transparent.', 'Use one that shows something.'),
  file_unreadable: say(
    'This is a folder, or a file that was changed, moved or deleted after it was picked.',
    'Pick the image itself, once more.',
  ),
  heic_unreadable: say(
    'This is a HEIC photo, which can not be read here.',
    'Export it as JPEG and add that.',
  ),
  avif_unreadable: say(
    'This is an AVIF image that can not be read here, or it is damaged.',
    'Save it as PNG or JPEG and add that.',
  ),
  svg_unreadable: say(
    'This is an SVG, a drawing without pixels.',
    'Drop it on the canvas and add the selection as reference.',
  ),
  target_gone: say(
    'The layer to fill is gone.',
    'The image was placed beside where it was; move it where you want it.',
  ),
  read_only: say(
    'This file can only be viewed here.',
    'Open it in the editor with edit access to place images.',
  ),
  storage_full: say(
    "Figma's storage for this plugin is full, so nothing was paid.",
    'Dismiss finished generations in the list, then press Generate again.',
  ),
  reference_lost: say(
    'A reference is not there any more: its layer is gone, or the relay does not have its file. Nothing was paid.',
    'Add the reference again and press Generate.',
  ),
  no_start_picture: say(
    'This layer has no picture of its own to start from, so nothing was paid.',
    'Leave it out, or give it another start.',
  ),
  start_picture_gone: say(
    'The picture to start from can not be read from this file any more, so nothing was paid.',
    'Put the picture on the layer again and press Generate.',
  ),
  part_unfit: say(
    'What came back for the part before is too different to go on from, so nothing more was paid.',
    'Place that part, or press Generate to begin anew.',
  ),
  picture_gone: say(
    'That picture can not be read from this file any more.',
    'Take it from the history, where it can be placed again.',
  ),
  other_person: say(
    'This image belongs to another person’s access token.',
    'Connect with a token of that person and it goes on; until then it is kept for them.',
  ),
  not_visible: say(
    'The relay shows no such image with this access token.',
    'Connect with the token it was made with and it goes on; dismiss it if it was deleted.',
  ),
  outcome_unknown: say(
    'Rivya never confirmed this request, so it may have been charged.',
    'Look at the history of the Rivya account before you generate it again.',
  ),
  sandbox_failed: say(
    'Figma refused a step of the plugin.',
    'Close the plugin and open it again; everything paid is kept.',
  ),
} as const satisfies Record<string, FailureText>
export type FailureCode = RelayFailureCode | keyof typeof PANEL_FAILURES

// Not a spread: a bundler keeps one even where nothing reads it, and the sandbox has no room for the sentences.
export const FAILURES: Record<FailureCode, FailureText> = Object.assign({}, RELAY_FAILURES, PANEL_FAILURES)
export const FAILURE_CODES = Object.keys(FAILURES) as FailureCode[]

/** A failure as a plain value that may cross `postMessage` or be kept in state. */
export const failure = v.object({
  code: v.picklist(FAILURE_CODES),
  /** What the source said beyond the code's own sentence: the named field, Rivya's message. Fit for a person. */
  detail: v.optional(v.string()),
  /** To be quoted to whoever runs the relay. */
  requestId: v.optional(v.string()),
  /** The earliest moment to try again, from now. */
  retryAfterMs: v.optional(v.number()),
})
export type Failure = v.InferOutput<typeof failure>

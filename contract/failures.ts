/**
 * Everything that can go wrong, by code, with the sentence a person reads and the one next step offered with it.
 * A code is given where the facts are known (the status line, the rejected call), never guessed from a message.
 */

import type { FailureCode, PanelFailureCode, RelayFailureCode } from './failure-codes.ts'

export * from './failure-codes.ts'

type FailureText = {
  /** What happened, in words for a designer. */
  sentence: string
  /** The one thing to do now. */
  nextStep: string
}

export const RELAY_FAILURES = {
  unauthenticated: {
    sentence: 'The relay does not know this access token, or it has expired.',
    nextStep: 'Sign in again, or paste a new token from whoever runs your relay.',
  },
  forbidden: {
    sentence: 'You may not change or publish this look.',
    nextStep: 'Ask a lead of the team or an admin, or save it for yourself.',
  },
  changed_meanwhile: {
    sentence: 'This look was changed meanwhile.',
    nextStep: 'Look at the new version, then save yours again.',
  },
  not_found: {
    sentence: 'The relay has no such image: it was deleted, or is somebody else’s.',
    nextStep: 'Generate it again if you still want it.',
  },
  validation_failed: {
    sentence: 'The request was not accepted.',
    nextStep: 'Change what is named and press Generate again.',
  },
  payload_too_large: {
    sentence: 'A reference is larger than 10 MB.',
    nextStep: 'Turn off high detail for it or use a smaller image.',
  },
  unsupported_media_type: {
    sentence: 'This file is no PNG, JPEG or WebP image.',
    nextStep: 'Use an image in one of these formats.',
  },
  idempotency_conflict: {
    sentence: 'This request was already used for something else, so it was not sent again.',
    nextStep: 'Press Generate to start a fresh one.',
  },
  quota_exceeded: {
    sentence: 'A limit of credits is reached, so nothing was sent and nothing was paid.',
    nextStep: 'Go on when it begins anew, or ask whoever runs your relay for a higher limit.',
  },
  insufficient_credits: {
    sentence: 'The Rivya account has too few credits left.',
    nextStep: 'Top up the account, then press Retry.',
  },
  rate_limited: {
    sentence: 'Too many requests at once.',
    nextStep: 'Wait a minute, then press Retry.',
  },
  generation_failed: {
    sentence: 'The model made no image of this prompt.',
    nextStep: 'Change the prompt or the references, then press Generate.',
  },
  cancelled: {
    sentence: 'Whoever runs the relay has cancelled this before it was sent. Nothing was charged.',
    nextStep: 'Ask them, or press Retry to start it again.',
  },
  authorization_pending: {
    sentence: 'Nobody has signed in yet.',
    nextStep: 'Sign in in the browser.',
  },
  slow_down: {
    sentence: 'This was asked too soon again.',
    nextStep: 'Wait.',
  },
  access_denied: {
    sentence: 'The sign-in was refused.',
    nextStep: 'The page in the browser says why.',
  },
  expired_token: {
    sentence: 'This sign-in took too long, or was used before.',
    nextStep: 'Sign in again.',
  },
  upstream_unavailable: {
    sentence: 'Rivya can not be reached at the moment.',
    nextStep: 'Press Retry in a few minutes.',
  },
  internal: {
    sentence: 'The relay had a fault of its own.',
    nextStep: 'Press Retry; if it stays, give the request id to whoever runs your relay.',
  },
} as const satisfies Record<RelayFailureCode, FailureText>

export const PANEL_FAILURES = {
  offline: {
    sentence: 'This computer is offline.',
    nextStep: 'What is running goes on by itself once you are back online.',
  },
  relay_unreachable: {
    sentence: 'The relay does not answer.',
    nextStep:
      'Check that it runs; for a relay on this computer, allow Figma to reach your local network when the browser asks.',
  },
  nothing_to_export: {
    sentence: 'This layer is hidden or empty, so there is nothing to export.',
    nextStep: 'Show it or pick another layer.',
  },
  image_too_large: {
    sentence: 'This image is too large to be used.',
    nextStep: 'Use a smaller one.',
  },
  image_damaged: {
    sentence: 'This image is damaged: part of it is missing or can not be read.',
    nextStep: 'Open it in another program, save it anew, and add that.',
  },
  image_transparent: {
    sentence: 'This image is wholly transparent, so the model would see nothing of it.',
    nextStep: 'Use one that shows something.',
  },
  file_unreadable: {
    sentence: 'This is a folder, or a file that was changed, moved or deleted after it was picked.',
    nextStep: 'Pick the image itself, once more.',
  },
  heic_unreadable: {
    sentence: 'This is a HEIC photo, which can not be read here.',
    nextStep: 'Export it as JPEG, or take a screenshot of it, and add that.',
  },
  avif_unreadable: {
    sentence: 'This is an AVIF image that can not be read here, or it is damaged.',
    nextStep: 'Save it as PNG or JPEG and add that.',
  },
  svg_unreadable: {
    sentence: 'This is an SVG, a drawing without pixels.',
    nextStep: 'Drop it on the canvas, select it, and add the selection as reference.',
  },
  target_gone: {
    sentence: 'The layer to fill is gone.',
    nextStep: 'The image was placed beside where it was; move it where you want it.',
  },
  read_only: {
    sentence: 'This file can only be viewed here.',
    nextStep: 'Open it in the editor with edit access to place images.',
  },
  storage_full: {
    sentence: "Figma's storage for this plugin is full, so nothing was sent and nothing was paid.",
    nextStep: 'Dismiss finished generations in the list, then press Generate again.',
  },
  reference_lost: {
    sentence:
      'A reference is not there any more: its layer is gone, or the panel closed before its file was uploaded. Nothing was sent and nothing was paid.',
    nextStep: 'Add the reference again and press Generate.',
  },
  no_start_picture: {
    sentence: 'This layer has no picture of its own to start from, so nothing was sent and nothing was paid.',
    nextStep: 'Leave it out, or give it another start.',
  },
  start_picture_gone: {
    sentence:
      'The picture to start from can not be read from this file any more, so nothing was sent and nothing was paid.',
    nextStep: 'Put the picture on the layer again and press Generate.',
  },
  part_unfit: {
    sentence:
      'What came back for the part before is too different to go on from, so nothing more was sent and nothing more was paid.',
    nextStep: 'Place that part as it is, or press Generate to begin anew.',
  },
  picture_gone: {
    sentence: 'That picture can not be read from this file any more.',
    nextStep: 'Take it from the history, where it can be placed again.',
  },
  other_person: {
    sentence: 'This image belongs to another person’s access token.',
    nextStep: 'Connect with a token of that person and it goes on; until then it is kept for them.',
  },
  not_visible: {
    sentence:
      'The relay shows no such image with this access token: it belongs to another one, or was deleted.',
    nextStep: 'Connect with the token it was made with and it goes on; dismiss it if it was deleted.',
  },
  outcome_unknown: {
    sentence:
      'Rivya never confirmed this request, so it may have been charged. It is not sent again by itself.',
    nextStep: 'Look at the history of the Rivya account before you generate it again.',
  },
  sandbox_failed: {
    sentence: 'Figma refused a step of the plugin.',
    nextStep: 'Close the plugin and open it again; everything paid is kept.',
  },
} as const satisfies Record<PanelFailureCode, FailureText>

// Not a spread: a bundler keeps one even where nothing reads it, and the sandbox has no room for the sentences.
export const FAILURES: Record<FailureCode, FailureText> = Object.assign({}, RELAY_FAILURES, PANEL_FAILURES)

/** With which key a look was made: whoever asks again with it gets that look, and no second one. */
export const LOOK_KEYS = [
  'ALTER TABLE looks ADD COLUMN made_with text',
  'ALTER TABLE looks ADD COLUMN request_hash text',
  'CREATE UNIQUE INDEX looks_by_key ON looks (made_with) WHERE made_with IS NOT NULL',
]

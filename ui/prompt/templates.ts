/** Beginnings for the most common jobs; what stands in brackets is to be written. */
export const TEMPLATES = [
  {
    name: 'Product shot',
    text: '[product] on [surface], [lighting] from the left, shallow depth of field, neutral background, eye level, 85 mm lens',
  },
  {
    name: 'Mockup fill',
    text: '{name}: [subject] for a shop’s card, centred with space around it, [style], soft daylight, calm background',
  },
] as const

/** For a prompt that changes the picture that is there. */
export const EDIT_TEMPLATES = [
  {
    name: 'Edit',
    text: 'Change [what] of image 1 to [new look]. Keep the composition, the light and everything else exactly as in image 1.',
  },
  {
    name: 'Remove',
    text: 'Remove [what] from image 1 and show [what was behind it] instead. Keep everything else exactly as in image 1.',
  },
  {
    name: 'New background',
    text: 'Replace the background of image 1 by [surroundings], lit by [light]. Keep the product, its colours and its place exactly as in image 1.',
  },
] as const

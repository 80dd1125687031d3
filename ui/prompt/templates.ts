/** Beginnings for the most common jobs; what stands in brackets is to be written. */
export const TEMPLATES = [
  {
    name: 'Product shot',
    text: '[product] on [surface], [lighting] from the left, shallow depth of field, neutral background, photographed at eye level with an 85 mm lens',
  },
  {
    name: 'Mockup fill',
    text: '{name}: [subject] for a shop’s card, centred with space around it, [style], soft daylight, calm background',
  },
  {
    name: 'Edit',
    text: 'Change [what] of image 1 to [new look]. Keep the composition, the light and everything else exactly as in image 1.',
  },
] as const

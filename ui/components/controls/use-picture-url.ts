import { useEffect, useState } from 'preact/hooks'

/**
 * An address of the picture that `make` gives, for as long as it is drawn; null until then.
 *
 * @param make may ask whether its picture is still wanted
 * @param inputs what the picture depends on
 */
export function usePictureUrl(
  make: (isWanted: () => boolean) => Promise<Blob | null>,
  inputs: readonly unknown[],
): string | null {
  const [url, setUrl] = useState<string | null>(null)
  useEffect(() => {
    let made: string | null = null
    let isGone = false
    void make(() => !isGone).then((blob) => {
      if (isGone) return
      made = blob && URL.createObjectURL(blob)
      setUrl(made)
    })
    return () => {
      isGone = true
      if (made !== null) URL.revokeObjectURL(made)
    }
  }, inputs)
  return url
}

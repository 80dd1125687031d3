/**
 * The part of valibot that the contract is written with, without its reports of what is wrong where: sandbox and panel only ask
 * whether a value fits. The build puts it in valibot's place in both, which takes a twentieth off the compressed page; the
 * tests run both on the same values. A schema here is the function that parses.
 */

/** Gives the parsed value, or `UNFIT`. */
type Parse = (value: unknown) => unknown

const UNFIT = Symbol()

const accept =
  (isFit: (value: never) => boolean): Parse =>
  (value) =>
    isFit(value as never) ? value : UNFIT

// The build has the contract name these themselves instead of calling for them.
export const stringType = accept((value) => typeof value === 'string')
export const numberType = accept((value) => typeof value === 'number' && !Number.isNaN(value))
export const booleanType = accept((value) => typeof value === 'boolean')
export const string = () => stringType
export const number = () => numberType
export const boolean = () => booleanType
export const literal = (wanted: unknown) => accept((value) => value === wanted)
export const picklist = (options: readonly unknown[]) => accept((value) => options.includes(value))
export const instance = (kind: new () => unknown) => accept((value: unknown) => value instanceof kind)

export const nullable = (parse: Parse) => (value: unknown) => (value === null ? null : parse(value))
export const optional = (parse: Parse) => (value: unknown) => (value === undefined ? value : parse(value))

export function array(parse: Parse): Parse {
  return (value) => {
    if (!Array.isArray(value)) return UNFIT
    const items = value.map(parse)
    return items.includes(UNFIT) ? UNFIT : items
  }
}

/** Fields that the schema does not name are left out. */
export function object(fields: Record<string, Parse>): Parse {
  return (value) => {
    if (typeof value !== 'object' || value === null) return UNFIT
    const parsed: Record<string, unknown> = {}
    for (const [name, parse] of Object.entries(fields)) {
      const field = parse((value as Record<string, unknown>)[name])
      if (field === UNFIT) return UNFIT
      if (name in value) parsed[name] = field
    }
    return parsed
  }
}

/** Fields that the schema does not name are refused. */
export function strictObject(fields: Record<string, Parse>): Parse {
  const parse = object(fields)
  return (value) => {
    const parsed = parse(value)
    return parsed !== UNFIT && Object.keys(value as object).every((name) => name in fields) ? parsed : UNFIT
  }
}

/** The options differ in a literal field, so that at most one fits. */
export function variant(_key: string, options: readonly Parse[]): Parse {
  return (value) => {
    for (const parse of options) {
      const parsed = parse(value)
      if (parsed !== UNFIT) return parsed
    }
    return UNFIT
  }
}

/** The first option that fits. */
export const union = (options: readonly Parse[]) => variant('', options)

export function pipe(...steps: readonly Parse[]): Parse {
  return (value) => steps.reduce((parsed, step) => (parsed === UNFIT ? UNFIT : step(parsed)), value)
}

export const integer = () => accept(Number.isInteger)
export const minValue = (least: number) => accept((value: number) => value >= least)
export const maxValue = (most: number) => accept((value: number) => value <= most)
export const maxLength = (most: number) => accept((value: string) => value.length <= most)
export const regex = (pattern: RegExp) => accept((value: string) => pattern.test(value))
/** What valibot's own pattern takes for an ISO 8601 time with its zone. */
export const isoTimestamp = () =>
  regex(
    /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[T ]([01]\d|2[0-3])(:[0-5]\d){2}(\.\d{1,9})?(Z| ?[+-]([01]\d|2[0-3])(:?[0-5]\d)?)$/,
  )
/** Only says where a report would point to. */
export const forward = (step: Parse) => step
export const check = (isFit: (value: never) => boolean) => accept(isFit)

export function safeParse(parse: Parse, value: unknown): { success: boolean; output: unknown } {
  const output = parse(value)
  return { success: output !== UNFIT, output }
}

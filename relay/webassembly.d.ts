/** What is used of WebAssembly. Its types come with the DOM's alone, which the relay must not know. */
declare namespace WebAssembly {
  class Memory {
    /** In units of 64 kB. */
    constructor(size: { initial: number; maximum: number })
    readonly buffer: ArrayBuffer
  }
}

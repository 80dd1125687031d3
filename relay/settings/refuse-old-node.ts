/**
 * Ends the process with one line on a Node that is too old. To be imported first: the libraries that come after need what
 * such a Node lacks, and fail with a stack of their own while they are loaded.
 */

/** As `engines` in package.json says. */
const OLDEST = { major: 22, minor: 19 }

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < OLDEST.major || (major === OLDEST.major && minor < OLDEST.minor)) {
  console.error(
    `The relay needs Node ${OLDEST.major}.${OLDEST.minor} or later; this is ${process.versions.node}.`,
  )
  process.exit(1)
}

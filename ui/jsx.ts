/** What JSX becomes in the bundle; the build puts it wherever there is JSX. */
export { Fragment, h } from 'preact'

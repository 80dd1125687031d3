/** Yes and no, as both databases hold them. */
export type Flag = 0 | 1

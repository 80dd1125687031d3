// Biome lints everything; ESLint runs only for Figma's own rules on the sandbox, which Biome has no match for.

import figma from '@figma/eslint-plugin-figma-plugins'
import parser from '@typescript-eslint/parser'

export default [
  {
    files: ['plugin/**/*.ts'],
    languageOptions: { parser, parserOptions: { project: './plugin/tsconfig.json' } },
    plugins: { '@figma/figma-plugins': figma },
    rules: figma.flatConfigs.recommended.rules,
  },
]

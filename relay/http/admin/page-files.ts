/** The admin's page as text. The build puts what it makes of `admin/` in the place of this file: see `build-admin.ts`. */
type PageFiles = { html: string; script: string; style: string }

export const PAGE_FILES: PageFiles = {
  html: '<!doctype html><html lang="en"><title>Framefill relay</title><!-- ways in --></html>',
  script: '',
  style: '',
}

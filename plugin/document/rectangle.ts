/** The rectangles that the plugin itself puts on a page. */
/** At the top of a loaded page; never inside a frame, since an instance would refuse it. */
export function drawRectangle(page: PageNode, box: Rect, name: string): RectangleNode {
  const rectangle = figma.createRectangle()
  page.appendChild(rectangle)
  rectangle.x = box.x
  rectangle.y = box.y
  rectangle.resize(box.width, box.height)
  rectangle.name = name
  return rectangle
}

/** The length of a well-formed text in bytes of UTF-8. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800 || (unit >= 0xd800 && unit < 0xe000)) bytes += 1;
    else bytes += 2;
  }
  return bytes;
}

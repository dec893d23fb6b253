const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff]|[\u{e0000}-\u{e0fff}]|\p{Cs}/gu;

/**
 * Text from a repository with everything shown that one would not see or that would steer what shows it: control, bidirectional,
 * zero-width and tag characters, halves of pairs. Newlines and tabs stay.
 */
export function visible(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(unseen, (char) => {
    const code = (char.codePointAt(0) as number).toString(16);
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
  });
}

/** What a layout of Go's time package asks for; the names are those of format.go without `std`. */
export type Element =
  | 'LongMonth' | 'Month' | 'NumMonth' | 'ZeroMonth' | 'LongWeekDay' | 'WeekDay' | 'Day' | 'UnderDay' | 'ZeroDay' | 'UnderYearDay' | 'ZeroYearDay' | 'Hour' | 'Hour12' | 'ZeroHour12'
  | 'Minute' | 'ZeroMinute' | 'Second' | 'ZeroSecond' | 'LongYear' | 'Year' | 'PM' | 'pm' | 'TZ' | 'Zone' | 'Fraction';

/** A piece of a layout: a literal text, or an element and how it is written. */
export type Chunk = { readonly element?: undefined; readonly text: string } | { readonly element: Element; readonly text: string };

const pieces = /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|0[1-6]|002|15|1|2006|2|_2(?!006)|__2|3|4|5|PM|pm|-070000|-07:00:00|-0700|-07:00|-07|Z070000|Z07:00:00|Z0700|Z07:00|Z07|[.,](?:0+|9+)(?!\d)/g;

const elements: Readonly<Record<string, Element>> = {
  January: 'LongMonth', Jan: 'Month', 1: 'NumMonth', '01': 'ZeroMonth', Monday: 'LongWeekDay', Mon: 'WeekDay', 2: 'Day', _2: 'UnderDay', '02': 'ZeroDay', __2: 'UnderYearDay', '002': 'ZeroYearDay', 15: 'Hour',
  3: 'Hour12', '03': 'ZeroHour12', 4: 'Minute', '04': 'ZeroMinute', 5: 'Second', '05': 'ZeroSecond', 2006: 'LongYear', '06': 'Year', PM: 'PM', pm: 'pm', MST: 'TZ',
};

/** Splits a layout (nextStdChunk): literals and elements in turns, each literal before its element even where it is empty. */
export function chunksOf(layout: string): Chunk[] {
  const chunks: Chunk[] = [];
  let at = 0;
  for (const { 0: text, index } of layout.matchAll(pieces)) {
    chunks.push({ text: layout.slice(at, index) }, { element: elements[text] ?? (/^[.,]/.test(text) ? 'Fraction' : 'Zone'), text });
    at = index + text.length;
  }
  chunks.push({ text: layout.slice(at) });
  return chunks;
}

export const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
export const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

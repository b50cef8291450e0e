import { InvalidArgumentError } from 'commander';

/** Parser of an option that counts. */
export const wholeNumber =
  (subject: string, least: number, most: number) =>
  (text: string): number => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (!(least <= value && value <= most)) {
      throw new InvalidArgumentError(
        `${subject} must be a whole number from ${least} to ${most}, got ${text}`,
      );
    }
    return value;
  };

/** Parser of an option that measures. */
export const positiveNumber =
  (subject: string) =>
  (text: string): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!(value > 0 && value < Infinity)) {
      throw new InvalidArgumentError(`${subject} must be a number > 0, got ${text}`);
    }
    return value;
  };

/** Parser of an option that measures what may be nothing. */
export const numberFromZero =
  (subject: string) =>
  (text: string): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!(value >= 0 && value < Infinity)) {
      throw new InvalidArgumentError(`${subject} must be a number >= 0, got ${text}`);
    }
    return value;
  };

/** Parser of an option that is a date: of the calendar too, for 2026-02-30 would be read as a day in March. */
export const realDate =
  (subject: string) =>
  (text: string): string => {
    const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
    if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) {
      throw new InvalidArgumentError(`${subject} must be a real date like 2026-01-31, got ${text}`);
    }
    return text;
  };

/** Parser of an option that is an address of the web. */
export const webAddress =
  (subject: string) =>
  (text: string): URL => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url || !/^https?:$/.test(url.protocol))
      throw new InvalidArgumentError(
        `${subject} must be an address like https://hooks.example.com, got ${text}`,
      );
    return url;
  };

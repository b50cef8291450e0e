/** Keeps the newest answer, for whoever asks for one mostly asks for it again. */
export function remembered<Rest extends unknown[], T>(load: (name: string, ...rest: Rest) => Promise<T>) {
  let known: { readonly name: string; readonly value: T } | undefined;
  return async (name: string, ...rest: Rest): Promise<T> => {
    if (known?.name !== name) known = { name, value: await load(name, ...rest) };
    return known.value;
  };
}

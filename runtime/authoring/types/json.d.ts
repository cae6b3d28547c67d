/** Text that holds JSON: what JSON.parse makes of it is known. */
type JsonText<T> = string & { readonly [jsonOf]?: T };
declare const jsonOf: unique symbol;
interface JSON {
  parse<T>(text: JsonText<T>, reviver?: (this: any, key: string, value: any) => any): T;
}

export { finish, finishFlushed, flush, MM, newDocument, type Paper } from './document.ts';
export { isWritable, type Weight } from './fonts.ts';
export { drawSymbol, type SymbolPlace } from './symbol.ts';
export { drawText, widthOf, wrapText, type TextPlace, type TextStyle } from './text.ts';

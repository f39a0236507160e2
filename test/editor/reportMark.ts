/** Stands before what the tests print in a window's log, which is full of VS Code's own messages. */
export const reportMark = 'tests| ';

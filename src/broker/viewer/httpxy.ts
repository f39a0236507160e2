/* The library that forwards requests, in a file that is loaded when the first proxy starts. */

export { ProxyServer } from 'httpxy';

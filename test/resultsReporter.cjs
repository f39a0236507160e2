// Mocha requires reporters, and wants the class itself.
module.exports = require('./resultsReporter.ts').ResultsReporter;

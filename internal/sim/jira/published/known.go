package published

// Common are the deviations that every run meets; a run adds its own. What is wrong with the documents as a whole is mended
// when they are read: see ambiguous, openAlternatives and dateTime.
var Common = []Deviation{
	{Operation: "*", What: `answer 4\d\d: a body though none is declared, an ErrorCollection`,
		Reason: "many operations declare their errors without a body; Jira sends the same document with all of them",
		Source: "jira-api.md 2 (the error body is the same everywhere, many 4xx have no documented body)"},
	{Operation: "*", What: `answer 20[014]: no body though one is declared, of any shape`,
		Reason: "the document shows an empty schema for what has no body: a 204, an issue link made, a property written",
		Source: "jira-simulator.md 1 (property PUT: 201 first, 200 after, no body)"},
	{Operation: "*", What: `answer 200: (/issues/\*)?/fields/\w+ Value is not nullable`,
		Reason: "a field without a value is null; the document leaves fields open, but forgets that they can be empty",
		Source: "https://github.com/apache/maven-changes-plugin/issues/185, https://github.com/dust-tt/dust/pull/29095"},
	{Operation: "*", What: `answer 200: fields/issuelinks/(inward|outward)Issue property "(inward|outward)Issue" is missing`,
		Reason: "a link within an issue shows the other end alone; the document describes both with one schema that demands both",
		Source: "jira-simulator.md 1, pinned live by the tests of jira.js"},
}

// Histories are the deviation of change histories, for those who meet one.
var Histories = Deviation{Operation: "*", What: `answer 200: (/changelog/histories|/values)/\*/items/\*/(from|fromString|to|toString) Value is not nullable`,
	Reason: "what was empty before or after is null; the document's own example of a changelog has from: null",
	Source: "https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-issueidorkey-changelog-get"}

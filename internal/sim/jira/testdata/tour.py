"""A tour through a Jira with the library jira of Python (Debian: python3-jira).

Asserts what a user of the library would rely on and prints, as JSON, the keys of what
it left behind. JIRA_URL, JIRA_USER (empty: JIRA_TOKEN is a bearer token), JIRA_TOKEN and
JIRA_API (2 or 3) tell where to go. Check updates are off: it talks to nobody else.
"""

import io
import json
import os
import warnings

from jira import JIRA, JIRAError
from jira.resources import Issue

warnings.simplefilter("ignore")  # application links are not there, which the library tells

URL, USER, TOKEN, API = (os.environ[n] for n in ("JIRA_URL", "JIRA_USER", "JIRA_TOKEN", "JIRA_API"))


def login():
    options = {"server": URL, "rest_api_version": API, "check_update": False}
    if USER:  # which, where the product still has sessions, is tried at once
        return JIRA(options=options, basic_auth=(USER, TOKEN), max_retries=0, validate="@" not in USER)
    return JIRA(options=options, token_auth=TOKEN, max_retries=0)


def text(words):
    """Rich text as the API version wants it."""
    if API == "2":
        return words
    return {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [{"type": "text", "text": words}]}]}


def plain(value):
    """The words of rich text; the library turns documents into objects of its own."""
    return value if API == "2" else value.content[0].content[0].text


def refused(status, call, *args, **kwargs):
    try:
        call(*args, **kwargs)
    except JIRAError as e:
        assert e.status_code == status, (e.status_code, e.text)
        return e.text
    raise AssertionError(f"{call} was not refused")


def search(jira, jql, fields="*all"):
    """Finds by JQL. The library knows the old search only, which Jira Cloud answers with 410."""
    if not jira._is_cloud:
        found = jira.search_issues(jql, fields=fields, maxResults=False)
        assert found.total == len(found), found.total
        return found
    refused(410, jira.search_issues, jql)
    out, token = [], None
    while True:
        page = jira._get_json("search/jql", params={"jql": jql, "fields": fields, "maxResults": 2, "nextPageToken": token})
        out += [Issue(jira._options, jira._session, raw=i) for i in page["issues"]]
        if page["isLast"]:
            return out
        token = page["nextPageToken"]


def site(jira):
    info = jira.server_info()
    assert info["deploymentType"] == ("Cloud" if jira._is_cloud else "Server"), info
    assert jira.myself()["displayName"], jira.myself()
    assert jira.current_user() == jira.myself()["accountId" if jira._is_cloud else "name"]
    assert [p.key for p in jira.projects()] == ["OPS", "PAY", "SHOP"], jira.projects()
    shop = jira.project("SHOP")
    assert [v.name for v in shop.versions] == ["1.3", "1.4", "1.5"], shop.versions
    assert {t.name for t in jira.issue_types()} >= {"Story", "Task", "Bug", "Epic", "Sub-task"}
    assert jira.issue_type(shop.issueTypes[0].id).name == shop.issueTypes[0].name
    assert jira.priority("3").name and jira.resolutions() and jira.statuses() and jira.fields()
    assert jira.status("Done").name == "Done"
    board = jira.boards(projectKeyOrID="SHOP")[0]
    assert [s.state for s in jira.sprints(board.id)] == ["closed", "active", "future"], jira.sprints(board.id)


def write(jira):
    issue = jira.create_issue(project="SHOP", issuetype={"name": "Bug"}, summary="the cart forgets", description=text("it was full"),
                              labels=["cart"], fixVersions=[{"name": "1.4"}])
    assert issue.fields.status.name == "To Do" and plain(issue.fields.description) == "it was full", issue.raw
    issue.update(summary="the cart forgets it all", description=text("it was empty"))
    issue.update(fields={"labels": ["cart", "memory"]})
    issue.add_field_value("labels", "seen")
    issue.update(priority={"name": "High"}, notify=False)
    assert issue.fields.summary == "the cart forgets it all" and issue.fields.labels == ["cart", "memory", "seen"], issue.raw
    assert issue.fields.priority.name == "High" and issue.get_field("fixVersions")[0].name == "1.4"
    me = jira.myself()["displayName"]
    jira.assign_issue(issue, me)
    assert jira.issue(issue.key).fields.assignee.displayName == me
    jira.assign_issue(issue, None)
    assert jira.issue(issue.key, fields="assignee").fields.assignee is None
    refused(400, issue.update, fields={"customfield_99999": "x"})
    refused(404, jira.issue, "SHOP-9999")
    many = jira.create_issues([{"project": "SHOP", "issuetype": "Bug", "summary": "one of two"}, {"project": "SHOP", "issuetype": "Bug"}])
    assert many[0]["issue"].key and many[1]["error"], many
    return issue, many[0]["issue"]


def talk(jira, issue):
    first = jira.add_comment(issue, text("first words"))
    second = jira.add_comment(issue.key, text("second words"))
    first.update(body=text("better words"))
    assert [plain(c.body) for c in jira.comments(issue)] == ["better words", "second words"], jira.comments(issue)
    assert plain(jira.comment(issue, first.id).body) == "better words"
    second.delete()
    assert len(jira.issue(issue.key).fields.comment.comments) == 1


def hang(jira, issue, other):
    jira.create_issue_link("Blocks", issue.key, other.key)
    jira.create_issue_link("is blocked by", issue.key, "SHOP-1", comment={"body": text("see there")})
    links = {(getattr(link, "outwardIssue", None) or link.inwardIssue).key: link for link in jira.issue(issue.key).fields.issuelinks}
    assert links[other.key].outwardIssue.key == other.key and links["SHOP-1"].inwardIssue.key == "SHOP-1", links
    assert jira.issue_link(links["SHOP-1"].id).type.name == "Blocks"
    jira.delete_issue_link(links["SHOP-1"].id)
    remote = jira.add_simple_link(issue, {"url": "https://ci.example.com/1", "title": "run 1"})
    assert jira.remote_link(issue, remote.id).object.title == "run 1"
    kept = jira.add_remote_link(issue, {"url": "https://ci.example.com/2", "title": "run 2"}, globalId="ci&2", relationship="is tested by")
    jira.remote_link(issue, kept.id).update({"url": "https://ci.example.com/2", "title": "run 2, green"}, globalId="ci&2")
    assert len(jira.remote_links(issue)) == 2
    jira.remote_link(issue, remote.id).delete()
    jira.add_issue_property(issue, "tour", {"seen": True})
    jira.add_issue_property(issue, "tour", {"seen": "twice"})
    assert jira.issue_properties(issue)[0].value.seen == "twice"
    jira.add_issue_property(issue, "gone", 1)
    jira.issue_property(issue, "gone").delete()
    file = jira.add_attachment(issue, io.BytesIO(b"stack trace"), filename="log.txt")
    assert jira.attachment(file.id).filename == "log.txt"
    assert file.get() == b"stack trace"
    jira.delete_attachment(jira.add_attachment(issue, io.BytesIO(b"by mistake"), filename="no.txt").id)


def follow(jira, issue):
    me = jira.current_user()
    assert jira.watchers(issue).watchCount == 1 and jira.watchers(issue).isWatching
    jira.remove_watcher(issue, me)
    assert jira.watchers(issue).watchCount == 0
    ada = jira.search_users(**{"query" if jira._is_cloud else "user": "ada"})[0]
    jira.add_watcher(issue, ada.accountId if jira._is_cloud else ada.name)
    assert [w.displayName for w in jira.watchers(issue).watchers] == [ada.displayName]


def finish(jira, issue):
    ways = jira.transitions(issue, expand="transitions.fields")
    done = [w for w in ways if w["to"]["name"] == "Done"][0]
    assert "resolution" in done["fields"], done
    # Ids go as numbers here, names are looked up first. On success the library wants to read an answer, of which there is none.
    jira.transition_issue(issue, "Start Progress")
    jira.transition_issue(issue, done["id"], fields={"resolution": {"name": "Won't Do"}})
    fields = jira.issue(issue.key).fields
    assert fields.status.name == "Done" and fields.resolution.name == "Won't Do", fields
    refused(400, jira.transition_issue, issue, "999")


def release(jira):
    version = jira.create_version("2.0", "SHOP", description="the big one", releaseDate="2027-01-31")
    version.update(released=True)
    assert jira.version(version.id).released and jira.get_project_version_by_name("SHOP", "2.0").id == version.id
    spare = jira.create_version("2.1", "SHOP")
    late = jira.create_issue(project="SHOP", issuetype={"name": "Bug"}, summary="late", fixVersions=[{"name": "2.1"}])
    if jira._is_cloud:
        spare.delete(moveFixIssuesTo=version.id)
    else:  # which has no such DELETE any more, and the library does not know its successor
        refused(405, spare.delete)
        jira._session.post(jira._get_url(f"version/{spare.id}/removeAndSwap"), data=json.dumps({"moveFixIssuesTo": int(version.id)}))
    assert [v.name for v in jira.issue(late.key).fields.fixVersions] == ["2.0"]
    late.delete()


def main():
    jira = login()
    site(jira)
    issue, other = write(jira)
    found = search(jira, 'project = SHOP AND labels = seen')
    assert [i.key for i in found] == [issue.key] and found[0].fields.summary == "the cart forgets it all", found
    assert len(search(jira, "project = SHOP ORDER BY key", "summary")) == 14
    talk(jira, issue)
    hang(jira, issue, other)
    follow(jira, issue)
    finish(jira, issue)
    release(jira)
    gone = jira.create_issue(project="SHOP", issuetype={"name": "Bug"}, summary="by mistake")
    child = jira.create_issue(project="SHOP", issuetype={"name": "Sub-task"}, summary="below", parent={"key": gone.key})
    refused(400, gone.delete)
    gone.delete(deleteSubtasks=True)
    refused(404, jira.issue, child.key)
    print(json.dumps({"issue": issue.key, "other": other.key, "gone": [gone.key, child.key]}))


main()

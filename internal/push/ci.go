package push

import (
	"cmp"
	"strings"

	"syncd/internal/model"
)

// ci is one CI system: how it is known, and what its environment says of a run.
type ci struct {
	name, mark string // mark is a variable that only it sets
	read       func(env func(string) string) Params
}

// The systems, the surest mark first: a Jenkins agent may well have BUILD_URL beside
// the variables of another.
var systems = []ci{
	{"GitHub Actions", "GITHUB_ACTIONS", github},
	{"GitLab CI", "GITLAB_CI", gitlab},
	{"CircleCI", "CIRCLECI", circle},
	{"Azure Pipelines", "TF_BUILD", azure},
	{"Jenkins", "JENKINS_URL", jenkins},
}

// FromCI reads what the environment of a CI system says of the run, and names the
// system; "" where it is none that syncd knows. A run of a pull request has its source
// branch. The build is what the system's pages call it: its number.
func FromCI(env func(string) string) (Params, string) {
	for _, s := range systems {
		if env(s.mark) != "" {
			return s.read(env), s.name
		}
	}
	return Params{}, ""
}

// branch cuts the long form of a branch. Any other ref, such as that of a tag or of
// what a pull request would be merged to, is no branch.
func branch(ref string) string {
	if rest, ok := strings.CutPrefix(ref, "refs/heads/"); ok {
		return rest
	}
	if strings.HasPrefix(ref, "refs/") {
		return ""
	}
	return ref
}

// tagged is the branch of a run on a tag. Runs without a branch count; that of a tag is
// kept apart by name, and counts where `runs.branches` names it.
func tagged(tag string) string {
	if tag == "" {
		return ""
	}
	return "tags/" + tag
}

// github: https://docs.github.com/en/actions/reference/workflows-and-actions/variables.
// GITHUB_SHA of a pull request is a merge that nobody else sees, which is still what
// was tested.
func github(env func(string) string) Params {
	p := Params{Context: model.Context{Build: env("GITHUB_RUN_NUMBER"), Commit: env("GITHUB_SHA"), Branch: env("GITHUB_HEAD_REF")}}
	if number, ok := strings.CutPrefix(env("GITHUB_REF"), "refs/pull/"); ok {
		p.PullRequest, _, _ = strings.Cut(number, "/")
	}
	switch env("GITHUB_REF_TYPE") {
	case "branch":
		p.Branch = cmp.Or(p.Branch, branch(env("GITHUB_REF")))
	case "tag":
		p.Branch = cmp.Or(p.Branch, tagged(env("GITHUB_REF_NAME")))
	}
	if run := env("GITHUB_RUN_ID"); run != "" && env("GITHUB_SERVER_URL") != "" {
		p.URL = env("GITHUB_SERVER_URL") + "/" + env("GITHUB_REPOSITORY") + "/actions/runs/" + run
	}
	return p
}

// gitlab: https://docs.gitlab.com/ci/variables/predefined_variables/. CI_COMMIT_BRANCH
// is not set in pipelines of merge requests and tags.
func gitlab(env func(string) string) Params {
	return Params{PullRequest: env("CI_MERGE_REQUEST_IID"), Context: model.Context{
		Branch: cmp.Or(env("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME"), env("CI_COMMIT_BRANCH"), tagged(env("CI_COMMIT_TAG"))),
		Build:  env("CI_PIPELINE_IID"), Commit: env("CI_COMMIT_SHA"), URL: cmp.Or(env("CI_JOB_URL"), env("CI_PIPELINE_URL"))}}
}

// circle: https://circleci.com/docs/reference/variables/. CIRCLE_PR_NUMBER is set for
// forks only; the number of others ends the address of the pull request. The branch of
// a fork's pull request is pull/NUMBER.
func circle(env func(string) string) Params {
	number := env("CIRCLE_PR_NUMBER")
	if address := strings.TrimRight(env("CIRCLE_PULL_REQUEST"), "/"); number == "" && address != "" {
		number = address[strings.LastIndexByte(address, '/')+1:]
	}
	return Params{PullRequest: number, Context: model.Context{Branch: cmp.Or(env("CIRCLE_BRANCH"), tagged(env("CIRCLE_TAG"))),
		Build: env("CIRCLE_BUILD_NUM"), Commit: env("CIRCLE_SHA1"), URL: env("CIRCLE_BUILD_URL")}}
}

// azure: https://learn.microsoft.com/en-us/azure/devops/pipelines/build/variables.
// Pull requests of GitHub have a number beside their id. Build.SourceBranchName is only
// the last part of a branch and of no use.
func azure(env func(string) string) Params {
	ref := env("BUILD_SOURCEBRANCH")
	p := Params{PullRequest: cmp.Or(env("SYSTEM_PULLREQUEST_PULLREQUESTNUMBER"), env("SYSTEM_PULLREQUEST_PULLREQUESTID")),
		Context: model.Context{Branch: cmp.Or(branch(env("SYSTEM_PULLREQUEST_SOURCEBRANCH")), branch(ref)),
			Build: env("BUILD_BUILDNUMBER"), Commit: env("BUILD_SOURCEVERSION")}}
	if tag, ok := strings.CutPrefix(ref, "refs/tags/"); ok {
		p.Branch = cmp.Or(p.Branch, tagged(tag))
	}
	base := cmp.Or(env("SYSTEM_COLLECTIONURI"), env("SYSTEM_TEAMFOUNDATIONCOLLECTIONURI"))
	if id := env("BUILD_BUILDID"); id != "" && base != "" {
		// A project's name may hold spaces.
		project := strings.ReplaceAll(env("SYSTEM_TEAMPROJECT"), " ", "%20")
		p.URL = strings.TrimRight(base, "/") + "/" + project + "/_build/results?buildId=" + id
	}
	return p
}

// jenkins: https://www.jenkins.io/doc/book/pipeline/jenkinsfile/ and the branch API's
// own variables. BRANCH_NAME of a pull request is PR-7; GIT_BRANCH, of jobs without
// branches of their own, begins with the name of the remote.
func jenkins(env func(string) string) Params {
	name := env("BRANCH_NAME")
	if env("CHANGE_ID") != "" {
		name = env("CHANGE_BRANCH")
	} else if env("TAG_NAME") != "" {
		name = tagged(env("TAG_NAME"))
	}
	return Params{PullRequest: env("CHANGE_ID"), Context: model.Context{
		Branch: cmp.Or(name, strings.TrimPrefix(branch(env("GIT_BRANCH")), "origin/")),
		Build:  env("BUILD_NUMBER"), Commit: env("GIT_COMMIT"), URL: env("BUILD_URL")}}
}

# Makes the calls of an R package in content, and writes one line for each: its name and what it came to. Tokens are hashed.
# Arguments: the package (connectcreds or httr2). Environment: that of content, and TEST_USER_TOKEN, as a request carries it.

package <- commandArgs(trailingOnly = TRUE)[[1]]
for (needed in c(package, "jsonlite", "openssl")) {
  if (!requireNamespace(needed, quietly = TRUE)) {
    cat("missing", needed, "\n")
    quit(status = 0)
  }
}

hashed <- function(token) as.character(openssl::sha256(token$access_token))
say <- function(name, call) {
  value <- tryCatch(call(), error = function(failure) paste("error:", class(failure)[[1]]))
  cat(name, as.character(value), "\n")
}
jobs <- "https://jobs.example.org"

if (package == "connectcreds") {
  request <- list(HTTP_POSIT_CONNECT_USER_SESSION_TOKEN = Sys.getenv("TEST_USER_TOKEN"))
  session <- structure(list(request = request), class = "ShinySession")
  say("has_viewer", function() connectcreds::has_viewer_token(session = session))
  say("viewer", function() hashed(connectcreds::connect_viewer_token(session = session)))
  say("service", function() hashed(connectcreds::connect_service_account_token(resource = jobs)))
  say("has_viewer_of_service", function() connectcreds::has_viewer_token(session = session, resource = jobs))
} else {
  # As connectcreds does it. The function is not in old versions of httr2, which have all that it consists of.
  ask <- function(subject, type, ...) {
    url <- paste0(sub("/$", "", Sys.getenv("CONNECT_SERVER")), "/__api__/v1/oauth/integrations/credentials")
    request <- httr2::req_headers(httr2::request(url), Authorization = paste("Key", Sys.getenv("CONNECT_API_KEY")))
    request <- httr2::req_body_form(
      request,
      grant_type = "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token = subject,
      subject_token_type = paste0("urn:posit:connect:", type),
      ...
    )
    answer <- httr2::resp_body_json(httr2::req_perform(request))
    # Fails, as httr2 does it, if a member is null.
    do.call(httr2::oauth_token, answer)
  }
  user <- Sys.getenv("TEST_USER_TOKEN")
  say("viewer", function() hashed(ask(user, "user-session-token")))
  say("lifetime", function() as.numeric(ask(user, "user-session-token")$expires_at) - as.numeric(Sys.time()) <= 29)
  say("service", function() hashed(ask(Sys.getenv("CONNECT_CONTENT_SESSION_TOKEN"), "content-session-token", resource = jobs)))
  say("viewer_of_service", function() hashed(ask(user, "user-session-token", resource = jobs)))
}

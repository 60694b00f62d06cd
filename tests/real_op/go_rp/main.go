// An application with go-oidc and x/oauth2, as their documentation writes it: it signs people in, keeps a session, and ends it
// when a logout token says so (OpenID Connect Back-Channel Logout 1.0). It prints the address that it listens at.
package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"sync"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// What is remembered of a browser while it is away, and what is known once it is back.
type visit struct {
	state, nonce, verifier string
	claims                 map[string]any
	sid                    string
}

type application struct {
	config   oauth2.Config
	verifier *oidc.IDTokenVerifier
	provider *oidc.Provider

	mutex  sync.Mutex
	visits map[string]*visit
}

const cookieName = "go_rp"

func (app *application) find(request *http.Request) *visit {
	cookie, err := request.Cookie(cookieName)
	if err != nil {
		return nil
	}
	app.mutex.Lock()
	defer app.mutex.Unlock()
	return app.visits[cookie.Value]
}

func (app *application) home(answer http.ResponseWriter, request *http.Request) {
	if visit := app.find(request); visit != nil && visit.claims != nil {
		_ = json.NewEncoder(answer).Encode(visit.claims)
		return
	}
	name := rand.Text()
	begun := &visit{state: rand.Text(), nonce: rand.Text(), verifier: oauth2.GenerateVerifier()}
	app.mutex.Lock()
	app.visits[name] = begun
	app.mutex.Unlock()
	http.SetCookie(answer, &http.Cookie{Name: cookieName, Value: name, Path: "/", HttpOnly: true})
	url := app.config.AuthCodeURL(begun.state, oidc.Nonce(begun.nonce), oauth2.S256ChallengeOption(begun.verifier))
	http.Redirect(answer, request, url, http.StatusFound)
}

func (app *application) callback(answer http.ResponseWriter, request *http.Request) {
	visit := app.find(request)
	if visit == nil || request.FormValue("state") != visit.state {
		http.Error(answer, "state", http.StatusBadRequest)
		return
	}
	context := request.Context()
	token, err := app.config.Exchange(context, request.FormValue("code"), oauth2.VerifierOption(visit.verifier))
	if err != nil {
		http.Error(answer, err.Error(), http.StatusBadGateway)
		return
	}
	raw, _ := token.Extra("id_token").(string)
	idToken, err := app.verifier.Verify(context, raw)
	if err == nil && idToken.Nonce != visit.nonce {
		err = fmt.Errorf("nonce")
	}
	if err == nil {
		err = idToken.VerifyAccessToken(token.AccessToken)
	}
	if err != nil {
		http.Error(answer, err.Error(), http.StatusBadGateway)
		return
	}
	info, err := app.provider.UserInfo(context, app.config.TokenSource(context, token))
	if err != nil || info.Subject != idToken.Subject {
		http.Error(answer, "userinfo", http.StatusBadGateway)
		return
	}
	claims := map[string]any{}
	if err := idToken.Claims(&claims); err != nil {
		http.Error(answer, err.Error(), http.StatusBadGateway)
		return
	}
	app.mutex.Lock()
	visit.claims = claims
	visit.sid, _ = claims["sid"].(string)
	app.mutex.Unlock()
	http.Redirect(answer, request, "/", http.StatusFound)
}

func (app *application) logout(answer http.ResponseWriter, request *http.Request) {
	token, err := app.verifier.Verify(request.Context(), request.FormValue("logout_token"))
	if err != nil {
		http.Error(answer, err.Error(), http.StatusBadRequest)
		return
	}
	var claims struct {
		Sid    string         `json:"sid"`
		Events map[string]any `json:"events"`
		Nonce  string         `json:"nonce"`
	}
	err = token.Claims(&claims)
	_, isLogout := claims.Events["http://schemas.openid.net/event/backchannel-logout"]
	if err != nil || !isLogout || claims.Nonce != "" || claims.Sid == "" {
		http.Error(answer, "no logout token", http.StatusBadRequest)
		return
	}
	app.mutex.Lock()
	defer app.mutex.Unlock()
	for name, visit := range app.visits {
		if visit.sid == claims.Sid {
			delete(app.visits, name)
		}
	}
	answer.WriteHeader(http.StatusOK)
}

func main() {
	address, issuer := os.Getenv("ADDRESS"), os.Getenv("ISSUER")
	provider, err := oidc.NewProvider(context.Background(), issuer)
	if err != nil {
		log.Fatal(err)
	}
	app := &application{
		config: oauth2.Config{
			ClientID:     os.Getenv("CLIENT_ID"),
			ClientSecret: os.Getenv("CLIENT_SECRET"),
			RedirectURL:  "http://" + address + "/callback",
			Endpoint:     provider.Endpoint(),
			Scopes:       []string{oidc.ScopeOpenID, "profile", "email", "groups"},
		},
		verifier: provider.Verifier(&oidc.Config{ClientID: os.Getenv("CLIENT_ID")}),
		provider: provider,
		visits:   map[string]*visit{},
	}
	http.HandleFunc("GET /{$}", app.home)
	http.HandleFunc("GET /callback", app.callback)
	http.HandleFunc("POST /backchannel-logout", app.logout)
	listener, err := net.Listen("tcp", address)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(listener.Addr())
	log.Fatal(http.Serve(listener, nil))
}

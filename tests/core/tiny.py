"""A catalogue of our own, small and fixed, so that worlds made from it never change."""

from pathlib import Path

TITLES = """\
title_id,kind,title,year,minutes,seasons,genres,moods,maturity,language,country,synopsis,demo
stranger-things-2016,series,Stranger Things,2016,50,4,scifi;horror,scare;thrill,16,en,US,A.,false
squid-game-2021,series,Squid Game,2021,55,2,thriller;drama,thrill,18,ko,KR,B.,false
the-matrix-1999,film,The Matrix,1999,136,,action;scifi,thrill;think,16,en,US,C.,false
made-up-01,film,Made up 1,1951,82,,comedy,laugh,all,en,GB,D.,true
made-up-02,film,Made up 2,1964,95,,comedy;romance,laugh;romance,7,fr,FR,E.,true
made-up-03,film,Made up 3,1972,110,,drama,cry,13,fr,FR,F.,true
made-up-04,film,Made up 4,1979,121,,drama;history,cry;think,13,de,DE,G.,true
made-up-05,film,Made up 5,1983,99,,horror,scare,18,en,US,H.,true
made-up-06,film,Made up 6,1988,104,,horror;mystery,scare;thrill,18,ja,JP,I.,true
made-up-07,film,Made up 7,1994,88,,animation;family,laugh;relax,all,ja,JP,J.,true
made-up-08,film,Made up 8,1999,91,,animation;adventure,relax;inspire,all,en,US,K.,true
made-up-09,film,Made up 9,2003,142,,war;history,cry;inspire,16,en,GB,L.,true
made-up-10,film,Made up 10,2007,76,,documentary,think;inspire,7,en,GB,M.,true
made-up-11,film,Made up 11,2011,84,,documentary;music,inspire;relax,all,pt,BR,N.,true
made-up-12,film,Made up 12,2015,118,,romance,romance;cry,13,hi,IN,O.,true
made-up-13,film,Made up 13,2019,127,,crime;thriller,thrill,16,es,ES,P.,true
made-up-14,series,Made up 14,1998,24,6,comedy,laugh;relax,7,en,US,Q.,true
made-up-15,series,Made up 15,2006,45,3,crime;mystery,think;thrill,13,en,GB,R.,true
made-up-16,series,Made up 16,2014,60,1,drama;romance,romance,13,ko,KR,"S, and more.",true
made-up-17,series,Made up 17,2020,30,2,animation;fantasy,relax,7,ja,JP,T.,true
made-up-18,extra,Made up 18,2020,12,,documentary,think,7,en,US,U.,true
made-up-19,extra,Made up 19,2021,1,,documentary,laugh,7,en,US,V.,true
made-up-20,live,Made up 20,2024,120,,gaming,thrill,13,en,US,W.,true
made-up-21,live,Made up 21,2024,90,,gaming;comedy,laugh,13,ko,KR,X.,true
"""

PLACES = """\
place_id,name,city,country,latitude,longitude,radius_km,utc_offset_h
north,North,Upper,GB,51.5000,-0.1000,1.5,0
south,South,Upper,GB,51.4000,-0.1200,1.5,0
half,Half,Lower,IN,19.0600,72.8360,1.2,5.5
west,West,Far,US,40.8116,-73.9465,1.3,-5
"""

TOLD = """\
season,episode,episode_title,sentence,minute,chapters,characters,text
1,1,Early,1,2,ch. 1,Ann;Bo,S1E1: Ann meets Bo.
1,1,Early,2,30,ch. 1,,"S1E1: It rains, and they wait."
1,2,Late,1,5,ch. 2,Bo,S1E2: Bo goes.
"""


def source(folder: Path) -> Path:
    """Write the catalogue, four places and one series told in two episodes; return the folder."""
    (folder / "series").mkdir(parents=True)
    for name, text in (
        ("titles.csv", TITLES),
        ("neighbourhoods.csv", PLACES),
        ("series/made-up-16.csv", TOLD),
    ):
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder
